package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.history.Answer;
import io.keelson.e2e.history.Change;
import io.keelson.e2e.history.HistoryChecker;
import io.keelson.e2e.history.Operation;
import io.keelson.e2e.history.WatchChecker;
import io.keelson.e2e.history.Watcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Watches each member of a cluster all the time, and checks what clients were told against what the
 * cluster holds, part by part. Begins with an empty store. Used by one thread.
 */
final class Observation implements AutoCloseable {
  private final ClusterProcesses cluster;
  private final Map<Member, Watcher> watchers = new LinkedHashMap<>();
  private final HistoryChecker checker;
  private final SortedMap<String, Integer> unknown = new TreeMap<>();
  private long operations;

  Observation(ClusterProcesses cluster) {
    this.cluster = cluster;
    checker = new HistoryChecker(Convergence.revision(cluster.member(0)));
    cluster.members().forEach(this::watch);
  }

  /** Also watches this member from where the next part begins. */
  void watch(Member member) {
    watchers.put(member, new Watcher(member.process().clientPort(), checker.revision()));
  }

  /** No longer watches this member, which is about to leave. */
  void leave(Member member) {
    Watcher watcher = watchers.remove(member);
    if (watcher != null) {
      watcher.close();
    }
  }

  /**
   * Checks a part; all members must serve and nobody may write meanwhile.
   *
   * @param part all that clients did since the last part
   * @param what to say about it when it fails
   */
  void check(List<Operation> part, String what) {
    long revision = Convergence.assertEqualHashes(cluster.members());
    List<Change> changes = changes(revision);
    assertThat(checker.check(part, changes)).as("history, %s", what).isEmpty();
    watchers.forEach(
        (member, watcher) -> {
          assertThat(watcher.awaitRevision(revision, ClusterProcesses.LIMIT))
              .as("watcher of %s is told of revision %d, %s", member, revision, what)
              .isTrue();
          assertThat(WatchChecker.check(watcher.take(revision), changes))
              .as("watcher of %s, %s", member, what)
              .isEmpty();
          assertThat(watcher.defects()).as("watcher of %s, %s", member, what).isEmpty();
        });
    operations += part.size();
    for (Operation operation : part) {
      if (operation.answer() instanceof Answer.Unknown(String error)) {
        unknown.merge(reason(error), 1, Integer::sum);
      }
    }
  }

  /** A watcher that begins now, so that it reads history. */
  private List<Change> changes(long revision) {
    Member member = cluster.member((int) (revision % cluster.members().size()));
    try (var late = new Watcher(member.process().clientPort(), checker.revision())) {
      assertThat(late.awaitRevision(revision, ClusterProcesses.LIMIT))
          .as("history up to revision %d from %s", revision, member)
          .isTrue();
      return late.take(revision);
    }
  }

  /** Up to where everything has been checked. */
  long revision() {
    return checker.revision();
  }

  /** Without what differs from call to call. */
  private static String reason(String error) {
    int end = error.indexOf('.');
    String first = end < 0 ? error : error.substring(0, end);
    return first.replaceAll("[0-9]+", "#");
  }

  /** Also says why outcomes are unknown, and how many for each reason. */
  String summary() {
    return "%d operations, %d of unknown outcome %s, %d revisions"
        .formatted(
            operations,
            unknown.values().stream().mapToInt(Integer::intValue).sum(),
            unknown,
            checker.revision());
  }

  @Override
  public void close() {
    watchers.values().forEach(Watcher::close);
  }
}
