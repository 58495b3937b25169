package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.history.Change;
import io.keelson.e2e.history.Stored;
import io.keelson.e2e.kube.ListWatcher.Changed;
import io.keelson.e2e.kube.ListWatcher.Listed;
import io.keelson.e2e.kube.ListWatcher.Seen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each way in which a watcher at the API server can be misled is found. */
final class WatchCheckTest {
  private static final String PREFIX = "/registry/pods/a/";
  private static final List<Change> HISTORY =
      List.of(
          put("/registry/pods/a/x", 2, 2),
          put("/registry/pods/b/x", 3, 3),
          put("/registry/pods/a/x", 2, 4),
          new Change(5, "/registry/pods/a/x", Optional.empty()),
          put("/registry/pods/a/y", 6, 6),
          put("/registry/pods/a/y", 6, 7));
  private static final Seen START = new Listed(1);
  private static final Seen ADDED = new Changed("ADDED", "x", 2);
  private static final Seen MODIFIED = new Changed("MODIFIED", "x", 4);
  private static final Seen DELETED = new Changed("DELETED", "x", 5);
  private static final Seen LAST = new Changed("ADDED", "y", 6);

  private static Change put(String key, long created, long revision) {
    return new Change(revision, key, Optional.of(new Stored("", created, revision, 1)));
  }

  private static WatchCheck check(Seen... seen) {
    var check = new WatchCheck();
    check.compare(List.of(seen), PREFIX, HISTORY, 6);
    return check;
  }

  @Test
  void everythingOnce() {
    assertThat(check(START, ADDED, MODIFIED, DELETED, LAST).problems()).isEmpty();
  }

  @Test
  void listsCoverWhatTheySkip() {
    WatchCheck check = check(START, ADDED, new Listed(5), LAST);
    assertThat(check.problems()).isEmpty();
    assertThat(check.relists()).isEqualTo(1);
  }

  @Test
  void lost() {
    assertThat(check(START, ADDED, MODIFIED, LAST).problems())
        .singleElement()
        .asString()
        .contains("revision=5");
  }

  @Test
  void twice() {
    assertThat(check(START, ADDED, MODIFIED, MODIFIED, DELETED, LAST).problems())
        .singleElement()
        .asString()
        .contains("twice");
  }

  @Test
  void otherKind() {
    assertThat(check(START, ADDED, MODIFIED, new Changed("MODIFIED", "x", 5), LAST).problems())
        .hasSize(1);
  }

  @Test
  void invented() {
    assertThat(
            check(START, new Changed("ADDED", "z", 3), ADDED, MODIFIED, DELETED, LAST).problems())
        .singleElement()
        .asString()
        .contains("never happened");
  }
}
