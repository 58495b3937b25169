package io.keelson.node.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.View;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What changes of members do, case by case and against a naive model. */
final class MemberTableTest {
  private static final String URL = "http://10.0.0.%d:2380";

  private final MemoryEngine.Durable durable = new MemoryEngine.Durable();
  private MemoryEngine engine = new MemoryEngine(durable);
  private MemberTable table = open();

  private MemberTable open() {
    View view = engine.view();
    try {
      return new MemberTable(view, 1);
    } finally {
      view.release();
    }
  }

  private void restart() {
    engine.flush(true);
    engine = new MemoryEngine(durable);
    table = open();
  }

  private Decision apply(ConfChange change) {
    Batch batch = engine.newBatch();
    Decision decision = table.apply(change, batch);
    engine.write(batch);
    return decision;
  }

  private static Member member(long id, boolean isLearner) {
    return new Member(id, "", List.of(URL.formatted(id)), List.of(), isLearner);
  }

  private static ConfChange add(Member member) {
    ConfChange.Type type =
        member.isLearner() ? ConfChange.Type.ADD_LEARNER_NODE : ConfChange.Type.ADD_NODE;
    return new ConfChange(7, type, member.id(), MemberCodec.encode(member));
  }

  private static ConfChange promote(long id) {
    return new ConfChange(7, ConfChange.Type.ADD_NODE, id, MemberCodec.encodePromotion(id));
  }

  private static ConfChange remove(long id) {
    return new ConfChange(7, ConfChange.Type.REMOVE_NODE, id, Bytes.EMPTY);
  }

  private static ConfChange update(long id, String... urls) {
    Member described = new Member(id, "", List.of(urls), List.of(), false);
    return new ConfChange(7, ConfChange.Type.UPDATE_NODE, id, MemberCodec.encode(described));
  }

  private void refuses(ConfChange change, Refusal refusal) {
    List<Member> before = table.membership().members();
    ConfState conf = table.confState();
    Decision decision = apply(change);
    assertThat(decision.refusal()).isEqualTo(refusal);
    assertThat(decision.change().nodeId()).isZero();
    assertThat(decision.hasRemoved(change.nodeId())).isFalse();
    assertThat(table.membership().members()).isEqualTo(before);
    assertThat(table.confState()).isEqualTo(conf);
  }

  private void accepts(ConfChange change) {
    Decision decision = apply(change);
    assertThat(decision.refusal()).isNull();
    assertThat(decision.change()).isEqualTo(change);
    assertThat(decision.members()).isEqualTo(table.membership().members());
  }

  @Test
  void additions() {
    accepts(add(member(1, false)));
    accepts(add(member(2, true)));
    assertThat(table.confState())
        .isEqualTo(new ConfState(List.of(1L), List.of(2L), List.of(), List.of(), false));
    refuses(add(member(1, false)), Refusal.MEMBER_EXISTS);
    refuses(add(member(2, false)), Refusal.MEMBER_EXISTS);
    refuses(add(member(3, true)), Refusal.TOO_MANY_LEARNERS);
    Member sameUrl = new Member(3, "", List.of("http://new:1", URL.formatted(2)), List.of(), false);
    refuses(add(sameUrl), Refusal.PEER_URL_EXISTS);
    accepts(add(member(3, false)));
    assertThat(table.membership().members()).extracting(Member::id).containsExactly(1L, 2L, 3L);
  }

  @Test
  void idsAreUnsigned() {
    accepts(add(member(-1, false)));
    accepts(add(member(1, false)));
    assertThat(table.confState().voters()).containsExactly(1L, -1L);
    accepts(remove(-1));
    restart();
    assertThat(table.membership().removed()).containsExactly(-1L);
  }

  @Test
  void promotions() {
    accepts(add(member(1, false)));
    accepts(add(member(2, true)));
    refuses(promote(1), Refusal.MEMBER_NOT_LEARNER);
    refuses(promote(3), Refusal.MEMBER_NOT_FOUND);
    Batch batch = engine.newBatch();
    table.setAttributes(2, "two", List.of("http://c:2"), batch);
    engine.write(batch);
    accepts(promote(2));
    restart();
    assertThat(table.membership().member(2))
        .isEqualTo(new Member(2, "two", List.of(URL.formatted(2)), List.of("http://c:2"), false));
    assertThat(table.confState()).isEqualTo(ConfState.ofVoters(List.of(1L, 2L)));
    accepts(add(member(3, true)));
  }

  @Test
  void removals() {
    accepts(add(member(1, false)));
    refuses(remove(1), Refusal.TOO_FEW_STARTED);
    refuses(remove(2), Refusal.MEMBER_NOT_FOUND);
    accepts(add(member(2, true)));
    refuses(remove(1), Refusal.TOO_FEW_STARTED);
    accepts(promote(2));
    Decision decision = apply(remove(1));
    assertThat(decision.hasRemoved(1)).isTrue();
    assertThat(decision.hasRemoved(2)).isFalse();
    assertThat(decision.before()).isEqualTo(member(1, false));
    for (int i = 0; i < 2; i++) {
      refuses(add(member(1, false)), Refusal.MEMBER_REMOVED);
      refuses(add(member(1, true)), Refusal.MEMBER_REMOVED);
      refuses(promote(1), Refusal.MEMBER_REMOVED);
      refuses(remove(1), Refusal.MEMBER_REMOVED);
      refuses(update(1, "http://other:1"), Refusal.MEMBER_REMOVED);
      assertThat(table.membership().removed()).containsExactly(1L);
      assertThat(table.membership().isRemoved(1)).isTrue();
      restart();
    }
  }

  @Test
  void updatesChangeNothingButUrls() {
    accepts(add(member(1, false)));
    accepts(add(member(2, true)));
    refuses(update(3, "http://other:1"), Refusal.MEMBER_NOT_FOUND);
    refuses(update(2, "http://other:1", URL.formatted(1)), Refusal.PEER_URL_EXISTS);
    accepts(update(2, URL.formatted(2), "http://other:1"));
    restart();
    assertThat(table.membership().member(2))
        .isEqualTo(new Member(2, "", List.of(URL.formatted(2), "http://other:1"), List.of(), true));
    assertThat(table.confState().learners()).containsExactly(2L);
  }

  @Test
  void descriptionsMustFit() {
    ConfChange other =
        new ConfChange(7, ConfChange.Type.ADD_NODE, 5, MemberCodec.encode(member(6, false)));
    assertThatThrownBy(() -> apply(other)).isInstanceOf(IllegalArgumentException.class);
    ConfChange none = new ConfChange(7, ConfChange.Type.ADD_NODE, 5, Bytes.utf8("{"));
    assertThatThrownBy(() -> apply(none)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contextsAreUpstreams() {
    assertThat(MemberCodec.encodePromotion(-1).utf8())
        .isEqualTo("{\"id\":18446744073709551615,\"peerURLs\":null,\"isPromote\":true}");
    List<Member> list = List.of(member(1, false), member(-2, true));
    assertThat(MemberCodec.decodeList(MemberCodec.encode(list))).isEqualTo(list);
    assertThatThrownBy(() -> MemberCodec.decodeList(Bytes.utf8("[{\"name\":\"x\"}]")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Lists and loops instead of sorted maps and rules. */
  private static final class Model {
    private final List<Long> voters = new ArrayList<>();
    private final List<Long> learners = new ArrayList<>();
    private final List<Long> gone = new ArrayList<>();

    boolean change(int action, long id) {
      boolean isVoter = voters.contains(id);
      boolean isLearner = learners.contains(id);
      boolean isDone =
          !gone.contains(id)
              && switch (action) {
                case 0 -> !isVoter && !isLearner;
                case 1 -> !isVoter && !isLearner && learners.isEmpty();
                case 2 -> isLearner;
                case 3 -> isLearner ? !voters.isEmpty() : isVoter && voters.size() > 1;
                default -> isVoter || isLearner;
              };
      if (isDone && action < 4) {
        voters.remove(id);
        learners.remove(id);
        (action == 3 ? gone : action == 1 ? learners : voters).add(id);
      }
      return isDone;
    }
  }

  @Test
  void randomChanges() {
    for (long seed = 0; seed < Long.getLong("seeds", 50); seed++) {
      Random random = new Random(seed);
      engine = new MemoryEngine(new MemoryEngine.Durable());
      table = open();
      Model model = new Model();
      accepts(add(member(1, false)));
      model.change(0, 1);
      for (int step = 0; step < 200; step++) {
        int action = random.nextInt(5);
        long id = 1L + random.nextInt(9);
        ConfChange change =
            switch (action) {
              case 0, 1 -> add(member(id, action == 1));
              case 2 -> promote(id);
              case 3 -> remove(id);
              default -> update(id, URL.formatted(id));
            };
        boolean isDone = apply(change).refusal() == null;
        assertThat(isDone)
            .as("seed %d, step %d: %s", seed, step, change)
            .isEqualTo(model.change(action, id));
        if (random.nextInt(10) == 0) {
          table = open();
        }
        List<Long> members = new ArrayList<>(model.voters);
        members.addAll(model.learners);
        assertThat(table.confState().voters()).hasSameElementsAs(model.voters).isSorted();
        assertThat(table.confState().learners()).hasSameElementsAs(model.learners);
        assertThat(table.membership().removed()).hasSameElementsAs(model.gone);
        assertThat(table.membership().voters())
            .extracting(Member::id)
            .containsExactlyInAnyOrderElementsOf(model.voters);
        assertThat(table.membership().members())
            .extracting(Member::id)
            .containsExactlyInAnyOrderElementsOf(members);
      }
    }
  }
}
