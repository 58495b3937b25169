package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bench.SimpleWorkloads.KeyOrder;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantResponse;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grants and revocations name the same leases, and an answer about another lease is an error. */
class LeaseWorkloadsTest {
  private final RequestBuffer request = new RequestBuffer();

  @Test
  void revocationsFollowTheGrantsLaneByLane() {
    assertThat(ids(LeaseWorkloads.grant(60), 2)).containsExactly(1L, 3L, 5L, 7L);
    assertThat(ids(LeaseWorkloads.revoke(), 1)).containsExactly(1L, 3L, 5L, 7L);
    assertThat(ids(LeaseWorkloads.keepAlive(KeyOrder.SEQUENTIAL, 6), 1))
        .containsExactly(1L, 3L, 5L, 1L);
  }

  @Test
  void theAnswerMustBeAboutTheLease() throws Exception {
    Source grant = first(LeaseWorkloads.grant(60));
    grant.next(request);
    assertThat(LeaseGrantRequest.parseFrom(request.toByteArray()).getTTL()).isEqualTo(60);
    grant.completed(LeaseGrantResponse.newBuilder().setID(1).setTTL(60).build().toByteArray());
    byte[] other = LeaseGrantResponse.newBuilder().setID(2).setTTL(60).build().toByteArray();
    assertThatThrownBy(() -> grant.completed(other)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anExpiredLeaseCannotBeRenewed() {
    Source renewal = first(LeaseWorkloads.keepAlive(KeyOrder.SEQUENTIAL, 6));
    assertThat(renewal.holdsStream()).isTrue();
    renewal.next(request);
    byte[] gone = LeaseKeepAliveResponse.newBuilder().setID(1).build().toByteArray();
    assertThatThrownBy(() -> renewal.completed(gone))
        .hasMessage("lease 1: the answer is about 1, TTL 0");
  }

  private static Source first(Workload workload) {
    return workload.sources(new Workload.LaneShare(0, 1, 1)).getFirst();
  }

  /** Of the first four requests of lane 0 of two. */
  private List<Long> ids(Workload workload, int field) {
    List<Source> sources = workload.sources(new Workload.LaneShare(0, 2, 2));
    List<Long> ids = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      request.clear();
      sources.get(turn % 2).next(request);
      ids.add(ResponseCursor.numberIn(new ResponseCursor(request.toByteArray()), field));
    }
    return ids;
  }
}
