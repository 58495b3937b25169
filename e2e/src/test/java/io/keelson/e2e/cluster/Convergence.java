package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.util.List;

/** Whether members hold the same. */
final class Convergence {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private Convergence() {}

  /** The store's revision by a linearizable read, so that the member has applied it. */
  static long revision(Member member) {
    return member
        .process()
        .client()
        .kv()
        .range(RangeRequest.newBuilder().setKey(ALL).setCountOnly(true).build())
        .getHeader()
        .getRevision();
  }

  /** Asserts that voting members that serve hash alike, at a revision that all have; returns it. */
  static long assertEqualHashes(List<Member> members) {
    long revision = members.stream().mapToLong(Convergence::revision).min().orElseThrow();
    HashKVResponse expected = hash(members.getFirst(), revision);
    for (Member member : members) {
      HashKVResponse actual = hash(member, revision);
      assertThat(actual.getHash())
          .as("HashKV of %s and %s at revision %d", members.getFirst(), member, revision)
          .isEqualTo(expected.getHash());
      assertThat(actual.getCompactRevision())
          .as("compact revision of %s and %s", members.getFirst(), member)
          .isEqualTo(expected.getCompactRevision());
    }
    return revision;
  }

  private static HashKVResponse hash(Member member, long revision) {
    return member
        .process()
        .client()
        .maintenance()
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }
}
