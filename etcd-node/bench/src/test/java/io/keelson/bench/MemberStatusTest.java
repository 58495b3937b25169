package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member leads only if all who were asked say so of the same term. */
class MemberStatusTest {
  private static final long HIGH_ID = -5L; // ids are unsigned

  @Test
  void readsTheResponse() {
    StatusResponse response =
        StatusResponse.newBuilder()
            .setHeader(
                ResponseHeader.newBuilder().setClusterId(9).setMemberId(HIGH_ID).setRevision(77))
            .setVersion("3.7.1")
            .setLeader(12)
            .setRaftIndex(100)
            .setRaftTerm(4)
            .build();
    assertThat(MemberStatus.of(response.toByteArray()))
        .isEqualTo(new MemberStatus(HIGH_ID, 12, 4, 77));
  }

  @Test
  void findsTheLeaderOfAll() {
    MemberStatus leader = new MemberStatus(HIGH_ID, HIGH_ID, 3, 10);
    List<MemberStatus> members =
        List.of(new MemberStatus(1, HIGH_ID, 3, 9), leader, new MemberStatus(2, HIGH_ID, 3, 10));
    assertThat(MemberStatus.agreedLeader(members)).contains(leader);
    assertThat(MemberStatus.agreedLeader(members.subList(1, 3))).contains(leader);
  }

  @Test
  void findsNoneWhileTheyDiffer() {
    MemberStatus leader = new MemberStatus(1, 1, 3, 10);
    assertThat(MemberStatus.agreedLeader(List.of(leader, new MemberStatus(2, 0, 3, 10)))).isEmpty();
    assertThat(MemberStatus.agreedLeader(List.of(leader, new MemberStatus(2, 1, 4, 10)))).isEmpty();
    assertThat(MemberStatus.agreedLeader(List.of(leader, new MemberStatus(2, 2, 3, 10)))).isEmpty();
  }

  @Test
  void aLeaderThatWasNotAskedIsNone() {
    assertThat(
            MemberStatus.agreedLeader(
                List.of(new MemberStatus(2, 1, 3, 10), new MemberStatus(3, 1, 3, 10))))
        .isEmpty();
    assertThat(MemberStatus.agreedLeader(List.of(new MemberStatus(0, 0, 0, 0)))).isEmpty();
  }
}
