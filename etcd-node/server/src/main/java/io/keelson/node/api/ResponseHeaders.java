package io.keelson.node.api;

import io.keelson.bytes.WireWriter;
import io.keelson.node.agent.Latest;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.proto.etcdserverpb.ResponseHeader;

/** The header of every answer: cluster, member, revision, term. Any thread. */
public final class ResponseHeaders {
  private static final int SIZE_MAX = 46;

  private final long clusterId;
  private final long memberId;
  private final Latest<ReplicaStatus> status;
  private final byte[] prefix;

  /** Answers for a member of a cluster. */
  public ResponseHeaders(long clusterId, long memberId, Latest<ReplicaStatus> status) {
    this.clusterId = clusterId;
    this.memberId = memberId;
    this.status = status;
    WireWriter out = new WireWriter(SIZE_MAX);
    out.varintField(1, clusterId);
    out.varintField(2, memberId);
    this.prefix = out.toArray();
  }

  /** Appends field 1 of a response. */
  void write(EncodedMessage.Builder out, long revision) {
    long term = status.get().term();
    byte[] header = new byte[SIZE_MAX];
    System.arraycopy(prefix, 0, header, 0, prefix.length);
    int length = prefix.length;
    if (revision != 0) {
      header[length] = 3 << 3;
      length = WireWriter.putVarint(header, length + 1, revision);
    }
    if (term != 0) {
      header[length] = 4 << 3;
      length = WireWriter.putVarint(header, length + 1, term);
    }
    out.varint(1 << 3 | 2);
    out.varint(length);
    out.write(header, 0, length);
  }

  /** The same for answers of generated classes. */
  ResponseHeader message(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(clusterId)
        .setMemberId(memberId)
        .setRevision(revision)
        .setRaftTerm(status.get().term())
        .build();
  }

  long memberId() {
    return memberId;
  }

  ReplicaStatus status() {
    return status.get();
  }
}
