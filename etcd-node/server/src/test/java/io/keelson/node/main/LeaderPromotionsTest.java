package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.agent.Latest;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.raft.ConfChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Promotions that another member, which leads, decides. */
final class LeaderPromotionsTest {
  private static final String PAGE = "/members/promote/18446744073709551615";
  private static final Member LEADER =
      new Member(1, "one", List.of("http://a:1", "http://b:1"), List.of(), false);

  private final FakePages pages = new FakePages();
  private final Latest<ReplicaStatus> status =
      new Latest<>(new ReplicaStatus(1, 1, false, false, Long.MAX_VALUE));
  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> later = new ArrayList<>();
  private final List<ApplyResult> results = new ArrayList<>();

  private void ask() {
    MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
    MemberTable members = new MemberTable(engine.view(), 1);
    Batch batch = engine.newBatch();
    members.apply(
        new ConfChange(0, ConfChange.Type.ADD_NODE, 1, MemberCodec.encode(LEADER)), batch);
    LeaderPromotions.Timing timing =
        new LeaderPromotions.Timing(
            nanos::get, Duration.ofSeconds(7), (delay, work) -> later.add(work));
    new LeaderPromotions(members, status, pages, timing).askLeader(-1, results::add);
  }

  @Test
  void theLeaderPromotes() {
    pages.with("http://b:1" + PAGE, 200, MemberCodec.encode(List.of(LEADER)).utf8());
    ask();
    assertThat(results).containsExactly(new MembersChanged(List.of(LEADER)));
    assertThat(pages.asked).containsExactly("POST http://a:1" + PAGE, "POST http://b:1" + PAGE);
  }

  @Test
  void theLeaderRefuses() {
    pages.with("http://a:1" + PAGE, 404, "membership: ID not found\n");
    ask();
    pages.with("http://a:1" + PAGE, 412, "membership: can only promote a learner member\n");
    ask();
    pages.with(
        "http://a:1" + PAGE,
        412,
        "etcdserver: can only promote a learner member which is in sync with leader\n");
    ask();
    assertThat(results)
        .containsExactly(
            new Refused(Refusal.MEMBER_NOT_FOUND),
            new Refused(Refusal.MEMBER_NOT_LEARNER),
            new Refused(Refusal.LEARNER_NOT_READY));
  }

  @Test
  void othersAreTriedAgainUntilTimeIsUp() {
    pages.with("http://a:1" + PAGE, 500, "not now");
    ask();
    assertThat(results).isEmpty();
    assertThat(later).hasSize(1);
    status.publish(new ReplicaStatus(2, 0, false, false, Long.MAX_VALUE));
    later.removeFirst().run();
    assertThat(results).isEmpty();
    nanos.set(Duration.ofSeconds(7).toNanos());
    later.removeFirst().run();
    assertThat(results).containsExactly(new Refused(Refusal.TIMEOUT));
    assertThat(later).isEmpty();
  }
}
