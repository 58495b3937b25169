package io.keelson.node.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.sim.History.Call;
import io.keelson.node.sim.LinearizabilityChecker.Observation;
import io.keelson.node.sim.WatchChecker.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;

/** The checker accepts what one store can have done, and finds what it cannot. */
final class LinearizabilityCheckerTest {
  private static final long SECOND = 1_000_000_000;

  private final History history = new History();
  private final List<Watched> watches = new ArrayList<>();

  private Call done(Op op, long invoked, long returned, Answer answer) {
    Call call = history.invoke("c", op, invoked);
    call.done(answer, returned);
    return call;
  }

  private void put(String key, String value, long invoked, long returned, long revision) {
    done(new Op.Put(key, value, 0), invoked, returned, Answer.of(revision, "put"));
  }

  private void read(String from, String to, long invoked, long revision, KeyState... found) {
    List<KeyState> states = List.of(found);
    done(
        new Op.Range(from, to, 0, false),
        invoked,
        invoked + 5,
        new Answer(revision, states.toString(), states));
  }

  private List<NavigableMap<String, KeyState>> check() {
    return LinearizabilityChecker.check(history, watches, 0);
  }

  private static KeyState state(String key, String value, long create, long mod, long version) {
    return new KeyState(key, value, create, mod, version, 0);
  }

  @Test
  void acceptsWhatCanBe() {
    put("a", "1", 0, 20, 2);
    put("a", "2", 10, 30, 3);
    read("a", "", 40, 3, state("a", "2", 2, 3, 2));
    done(new Op.Delete("a", "z"), 50, 60, Answer.of(4, "deleted 1"));
    read("a", "z", 70, 4);
    assertThat(check()).hasSize(4);
  }

  @Test
  void acceptsConcurrentCallsInEitherOrder() {
    put("a", "1", 0, 100, 3);
    put("a", "2", 0, 100, 2);
    read("a", "", 50, 2, state("a", "2", 2, 2, 1));
    assertThat(check()).hasSize(3);
  }

  @Test
  void findsAStaleRead() {
    put("a", "1", 0, 10, 2);
    put("a", "2", 20, 30, 3);
    read("a", "", 40, 2, state("a", "1", 2, 2, 1));
    assertThatThrownBy(this::check).isInstanceOf(Violation.class).hasMessageContaining("stale");
  }

  @Test
  void acceptsAStaleSerializableRead() {
    put("a", "1", 0, 10, 2);
    put("a", "2", 20, 30, 3);
    KeyState old = state("a", "1", 2, 2, 1);
    done(
        new Op.Range("a", "", 0, true),
        40,
        50,
        new Answer(2, List.of(old).toString(), List.of(old)));
    assertThat(check()).hasSize(3);
  }

  @Test
  void findsALostWrite() {
    put("a", "1", 0, 10, 2);
    read("a", "", 20, 2);
    assertThatThrownBy(this::check).isInstanceOf(Violation.class).hasMessageContaining("answered");
  }

  @Test
  void findsTwoWritesOfOneRevision() {
    put("a", "1", 0, 10, 2);
    put("b", "1", 0, 10, 2);
    assertThatThrownBy(this::check).hasMessageContaining("one revision for two");
  }

  @Test
  void findsAWriteDoneTwice() {
    put("a", "1", 0, 10, 2);
    read("a", "", 20, 3, state("a", "1", 2, 3, 2));
    assertThatThrownBy(this::check).hasMessageContaining("not linearizable at revision 3");
  }

  @Test
  void findsARefusedWriteThatHappened() {
    history.invoke("c", new Op.Put("a", "1", 0), 0).refused(10);
    read("a", "", 20, 2, state("a", "1", 2, 2, 1));
    assertThatThrownBy(this::check).hasMessageContaining("not linearizable at revision 2");
  }

  @Test
  void findsAWrongAnswerOfATransaction() {
    put("a", "1", 0, 10, 2);
    Op.Txn txn = new Op.Txn("a", 2, List.of(new Op.Delete("a", "")), List.of());
    done(txn, 20, 30, Answer.of(2, "false[]"));
    assertThatThrownBy(this::check).hasMessageContaining("should have been answered true");
  }

  @Test
  void resolvesWritesOfUnknownOutcome() {
    history.invoke("c", new Op.Put("a", "1", 0), 0);
    history.invoke("c", new Op.Put("a", "2", 0), 0);
    history.invoke("c", new Op.Put("b", "3", 0), 0);
    put("c", "4", 10, 20, 4);
    read(
        "a",
        "z",
        30,
        4,
        state("a", "1", 3, 3, 1),
        state("b", "3", 2, 2, 1),
        state("c", "4", 4, 4, 1));
    assertThat(check()).hasSize(4);
  }

  @Test
  void goesBackWhenAGuessWasWrong() {
    for (int i = 0; i < 8; i++) {
      history.invoke("c", new Op.Put("a", "v" + i, 0), 0);
    }
    read("a", "", 100, 6, state("a", "v2", 2, 6, 5));
    put("a", "w", 110, 120, 7);
    history.invoke("c", new Op.Put("b", "x", 0), 115);
    read("b", "", 130, 8, state("b", "x", 8, 8, 1));
    assertThat(check()).hasSize(8);
  }

  /** Twenty requests that nobody can tell apart have more orders than can be tried. */
  @Test
  void decidesAmongManyThatNobodySaw() {
    for (int i = 0; i < 20; i++) {
      history.invoke("c", new Op.Put("a", "v" + i, 0), 0);
      history.invoke("c", new Op.Put("b", "w" + i, 0), 0);
      history.invoke("c", new Op.Delete("b", ""), 0);
    }
    read("a", "b", 100, 30, state("a", "v3", 2, 30, 15));
    assertThat(check()).hasSize(30);
    read("b", "c", 110, 30, state("b", "w3", 10, 10, 1));
    assertThatThrownBy(this::check).hasMessageContaining("not linearizable");
  }

  @Test
  void findsAnEffectBeforeItsCause() {
    history.invoke("c", new Op.Put("a", "1", 0), 50);
    put("b", "2", 0, 10, 3);
    assertThatThrownBy(this::check).hasMessageContaining("not linearizable at revision 2");
  }

  @Test
  void findsALeaseThatEndedEarly() {
    grantAndReadAt(SECOND / 2);
    assertThatThrownBy(this::check).hasMessageContaining("not linearizable at revision 3");
  }

  @Test
  void acceptsALeaseThatEnded() {
    grantAndReadAt(2 * SECOND);
    assertThat(check()).hasSize(3);
  }

  private void grantAndReadAt(long nanos) {
    done(new Op.Grant(9, 1), 0, 10, Answer.of(1, ""));
    done(new Op.Put("a", "1", 9), 20, 30, Answer.of(2, "put"));
    read("a", "", nanos, 3);
  }

  @Test
  void findsAReadOfWhatWasCompacted() {
    put("a", "1", 0, 10, 2);
    put("a", "2", 20, 30, 3);
    done(new Op.Compact(3), 40, 50, Answer.of(3, ""));
    KeyState old = state("a", "1", 2, 2, 1);
    done(
        new Op.Range("a", "", 2, false),
        60,
        70,
        new Answer(3, List.of(old).toString(), List.of(old)));
    assertThatThrownBy(this::check).hasMessageContaining("compacted");
  }

  @Test
  void findsAReadThatKnowsLessThanAWatcher() {
    history.invoke("c", new Op.Put("a", "1", 0), 0);
    watch(List.of(new Observation(10, 2, state("a", "1", 2, 2, 1))), 2);
    read("a", "", 20, 1);
    assertThatThrownBy(this::check).hasMessageContaining("stale");
  }

  @Test
  void findsAGapInAWatch() {
    put("a", "1", 0, 10, 2);
    put("a", "2", 20, 30, 3);
    watch(List.of(new Observation(40, 3, state("a", "2", 2, 3, 2))), 3);
    assertThatThrownBy(this::check).hasMessageContaining("was not told");
  }

  @Test
  void findsAWatcherToldTwice() {
    put("a", "1", 0, 10, 2);
    Observation one = new Observation(40, 2, state("a", "1", 2, 2, 1));
    watch(List.of(one, one), 2);
    assertThatThrownBy(this::check).isInstanceOf(Violation.class);
  }

  @Test
  void findsAWatcherToldInTheWrongOrder() {
    put("a", "1", 0, 10, 2);
    put("a", "2", 20, 30, 3);
    Observation first = new Observation(40, 2, state("a", "1", 2, 2, 1));
    Observation second = new Observation(40, 3, state("a", "2", 2, 3, 2));
    watch(List.of(second, first), 3);
    List<NavigableMap<String, KeyState>> states = check();
    assertThatThrownBy(() -> WatchChecker.check(watches.getFirst(), states))
        .hasMessageContaining("was told of revision 2 after 3");
  }

  private void watch(List<Observation> told, long upTo) {
    watches.add(new Watched("w", "a", "", 2, upTo, told));
  }
}
