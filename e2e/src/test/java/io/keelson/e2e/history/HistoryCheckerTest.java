package io.keelson.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sound histories pass, and each kind of violation is found. */
final class HistoryCheckerTest {
  private static final int SEEDS = 200;

  private static Stored stored(String value, long created, long modified, long version) {
    return new Stored(value, created, modified, version);
  }

  private static Change put(long revision, String key, String value) {
    return new Change(revision, key, Optional.of(stored(value, revision, revision, 1)));
  }

  private static Operation wrote(Call call, long revision, long from, long to) {
    return new Operation(0, call, new Answer.Written(revision), from, to);
  }

  private static Operation saw(Call call, long revision, Optional<Stored> found, long from) {
    return new Operation(1, call, new Answer.Seen(revision, found), from, from + 1);
  }

  private static Operation unknown(Call call, long from) {
    return new Operation(2, call, new Answer.Unknown("gone"), from, from + 1);
  }

  private static List<String> check(List<Operation> operations, List<Change> changes) {
    return new HistoryChecker(1).check(operations, changes);
  }

  private static void assertDefect(List<String> defects, String text) {
    assertThat(defects).anySatisfy(defect -> assertThat(defect).contains(text));
  }

  @Test
  void soundHistoriesPass() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var store = new FakeStore(new SplittableRandom(seed));
      var checker = new HistoryChecker(1);
      for (int part = 0; part < 3; part++) {
        assertThat(checker.check(store.run(100), store.changes())).as("seed %d", seed).isEmpty();
      }
    }
  }

  /** One answer of a sound history is made wrong. */
  @Test
  void wrongAnswersAreFound() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new SplittableRandom(seed);
      var store = new FakeStore(random);
      List<Operation> operations = new ArrayList<>(store.run(100));
      int index = random.nextInt(operations.size());
      Operation right = operations.get(index);
      Answer wrong =
          switch (right.answer()) {
            case Answer.Written(long revision) -> new Answer.Written(revision + 1);
            case Answer.Seen(long revision, _) ->
                new Answer.Seen(revision, Optional.of(stored("never written", 1, 1, 1)));
            case Answer.Unknown _ -> new Answer.Written(1);
          };
      operations.set(
          index,
          new Operation(
              right.client(), right.call(), wrong, right.invokedNanos(), right.returnedNanos()));
      assertThat(check(operations, store.changes())).as("seed %d", seed).isNotEmpty();
    }
  }

  @Test
  void lostWrite() {
    assertDefect(check(List.of(wrote(new Call.Put("k", "a"), 2, 0, 1)), List.of()), "lost");
  }

  @Test
  void otherValueThanAcknowledged() {
    assertDefect(
        check(List.of(wrote(new Call.Put("k", "a"), 2, 0, 1)), List.of(put(2, "k", "b"))),
        "acknowledged");
  }

  @Test
  void revisionGivenTwice() {
    assertDefect(
        check(
            List.of(wrote(new Call.Put("k", "a"), 2, 0, 1), wrote(new Call.Put("k", "b"), 2, 0, 1)),
            List.of(put(2, "k", "a"))),
        "two writes of one revision");
  }

  @Test
  void writeAppliedTwice() {
    Change again = new Change(3, "k", Optional.of(stored("a", 2, 3, 2)));
    assertDefect(
        check(List.of(unknown(new Call.Put("k", "a"), 0)), List.of(put(2, "k", "a"), again)),
        "nobody");
  }

  @Test
  void staleRead() {
    assertDefect(
        check(
            List.of(
                wrote(new Call.Put("k", "a"), 2, 0, 1),
                saw(new Call.Get("k"), 1, Optional.empty(), 5)),
            List.of(put(2, "k", "a"))),
        "had returned before");
  }

  @Test
  void readOfAnEarlierPart() {
    var checker = new HistoryChecker(1);
    assertThat(
            checker.check(
                List.of(wrote(new Call.Put("k", "a"), 2, 0, 1)), List.of(put(2, "k", "a"))))
        .isEmpty();
    assertDefect(
        checker.check(List.of(saw(new Call.Get("k"), 1, Optional.empty(), 5)), List.of()),
        "outside of revisions");
  }

  @Test
  void writeOrderedBeforeAnEarlierOne() {
    assertDefect(
        check(
            List.of(wrote(new Call.Put("k", "a"), 3, 0, 1), wrote(new Call.Put("j", "b"), 2, 5, 6)),
            List.of(put(2, "j", "b"), put(3, "k", "a"))),
        "had returned before");
  }

  @Test
  void compareThatDidNotHold() {
    assertDefect(
        check(
            List.of(
                wrote(new Call.Put("k", "a"), 2, 0, 1), wrote(new Call.Cas("k", 0, "b"), 3, 2, 3)),
            List.of(put(2, "k", "a"), new Change(3, "k", Optional.of(stored("b", 2, 3, 2))))),
        "replaced");
  }

  @Test
  void compareThatHeldButWasRefused() {
    assertDefect(
        check(List.of(saw(new Call.Cas("k", 0, "b"), 1, Optional.empty(), 0)), List.of()),
        "refused");
  }

  @Test
  void unknownWriteSeenBeforeItWasMade() {
    Change deleted = new Change(3, "k", Optional.empty());
    List<Change> changes = List.of(put(2, "k", "a"), deleted);
    Operation first = wrote(new Call.Put("k", "a"), 2, 0, 1);
    Operation gone = saw(new Call.Get("k"), 3, Optional.empty(), 5);
    assertThat(check(List.of(first, gone, unknown(new Call.Delete("k"), 4)), changes)).isEmpty();
    assertDefect(check(List.of(first, gone, unknown(new Call.Delete("k"), 9)), changes), "nobody");
  }

  @Test
  void unknownWriteMayComeLate() {
    var checker = new HistoryChecker(1);
    assertThat(checker.check(List.of(unknown(new Call.Put("k", "a"), 0)), List.of())).isEmpty();
    assertThat(checker.unsettled()).isEqualTo(1);
    assertThat(checker.check(List.of(), List.of(put(2, "k", "a")))).isEmpty();
    assertThat(checker.unsettled()).isZero();
    assertDefect(checker.check(List.of(), List.of(put(3, "j", "a"))), "nobody");
  }

  @Test
  void missingRevision() {
    assertDefect(
        check(List.of(unknown(new Call.Put("k", "a"), 0)), List.of(put(3, "k", "a"))),
        "after revision 1");
  }

  @Test
  void versionThatDoesNotCount() {
    Change wrong = new Change(3, "k", Optional.of(stored("b", 2, 3, 1)));
    assertDefect(
        check(
            List.of(wrote(new Call.Put("k", "a"), 2, 0, 1), wrote(new Call.Put("k", "b"), 3, 2, 3)),
            List.of(put(2, "k", "a"), wrong)),
        "replayed");
  }
}
