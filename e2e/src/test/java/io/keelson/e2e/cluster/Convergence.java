package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Whether members hold the same. */
public final class Convergence {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private Convergence() {}

  /** The store's revision by a linearizable read, so that the member has applied it. */
  static long revision(Member member) {
    return revision(member.process().client());
  }

  private static long revision(EtcdClient client) {
    return client
        .kv()
        .range(RangeRequest.newBuilder().setKey(ALL).setCountOnly(true).build())
        .getHeader()
        .getRevision();
  }

  /** Asserts that voting members that serve hash alike, at a revision that all have; returns it. */
  static long assertEqualHashes(List<Member> members) {
    SequencedMap<String, EtcdClient> clients = new LinkedHashMap<>();
    members.forEach(member -> clients.put(member.toString(), member.process().client()));
    return assertEqualHashes(clients);
  }

  /** The same for members by their names, each with a client of its own. */
  public static long assertEqualHashes(SequencedMap<String, EtcdClient> clients) {
    long revision = clients.values().stream().mapToLong(Convergence::revision).min().orElseThrow();
    String first = clients.firstEntry().getKey();
    HashKVResponse expected = hash(clients.firstEntry().getValue(), revision);
    clients.forEach(
        (member, client) -> {
          HashKVResponse actual = hash(client, revision);
          assertThat(actual.getHash())
              .as("HashKV of %s and %s at revision %d", first, member, revision)
              .isEqualTo(expected.getHash());
          assertThat(actual.getCompactRevision())
              .as("compact revision of %s and %s", first, member)
              .isEqualTo(expected.getCompactRevision());
        });
    return revision;
  }

  private static HashKVResponse hash(EtcdClient client, long revision) {
    return client.maintenance().hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }
}
