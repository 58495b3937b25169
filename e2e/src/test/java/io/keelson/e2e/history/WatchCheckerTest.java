package io.keelson.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each way in which a watcher can be misled is found. */
final class WatchCheckerTest {
  private static final Change FIRST = put(2, "a");
  private static final Change SECOND = put(3, "b");
  private static final Change THIRD = put(4, "c");
  private static final List<Change> ALL = List.of(FIRST, SECOND, THIRD);

  private static Change put(long revision, String value) {
    return new Change(revision, "k", Optional.of(new Stored(value, 2, revision, revision - 1)));
  }

  private static void assertDefect(List<Change> told, String text) {
    assertThat(WatchChecker.check(told, ALL))
        .singleElement()
        .satisfies(defect -> assertThat(defect).contains(text));
  }

  @Test
  void everythingOnceInOrder() {
    assertThat(WatchChecker.check(ALL, ALL)).isEmpty();
  }

  @Test
  void leftOut() {
    assertDefect(List.of(FIRST, THIRD), "left out");
  }

  @Test
  void twice() {
    assertDefect(List.of(FIRST, FIRST, SECOND, THIRD), "twice");
  }

  @Test
  void late() {
    assertDefect(List.of(FIRST, THIRD, SECOND), "left out");
  }

  @Test
  void otherValue() {
    assertDefect(List.of(FIRST, put(3, "x"), THIRD), "not so");
  }

  @Test
  void theEndIsMissing() {
    assertDefect(List.of(FIRST, SECOND), "never told");
  }

  @Test
  void tooMuch() {
    assertDefect(List.of(FIRST, SECOND, THIRD, put(5, "d")), "was not");
  }
}
