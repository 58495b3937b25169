package io.keelson.node.sim;

import io.keelson.node.sim.LinearizabilityChecker.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a watcher was told every change of its keys, once and in order, from its first revision
 * up to the last of which it was told, or up to one of which it must have been told.
 */
final class WatchChecker {
  private WatchChecker() {}

  /**
   * What a watcher wanted and was told.
   *
   * @param name for messages
   * @param to end of its range, empty for one key
   * @param toldUpTo revision up to which it has been told everything
   */
  record Watched(
      String name,
      String from,
      String to,
      long firstRevision,
      long toldUpTo,
      List<Observation> told) {
    /** Copies the list. */
    public Watched {
      told = List.copyOf(told);
    }

    /** Whether it was told everything that happened at a revision, or that nothing did. */
    boolean covers(long revision) {
      return firstRevision <= revision && revision <= toldUpTo;
    }

    /** What it was told of a revision, in ascending order of key. */
    List<KeyState> at(long revision) {
      return told.stream()
          .filter(one -> one.revision() == revision)
          .map(Observation::state)
          .sorted(Comparator.comparing(KeyState::key))
          .toList();
    }
  }

  /**
   * Checks.
   *
   * @param states the keys after each revision, the first is that of revision 1
   */
  static void check(Watched watched, List<NavigableMap<String, KeyState>> states) {
    List<KeyState> expected = new ArrayList<>();
    long last = Math.min(watched.toldUpTo(), states.size());
    for (long revision = Math.max(2, watched.firstRevision()); revision <= last; revision++) {
      expected.addAll(
          changes(
              watched, states.get((int) revision - 2), states.get((int) revision - 1), revision));
    }
    long before = 0;
    for (Observation one : watched.told()) {
      Violation.check(
          one.revision() >= before,
          "%s was told of revision %s after %s",
          watched.name(),
          one.revision(),
          before);
      before = one.revision();
    }
    // Within a revision the order is that of the transaction, which is not known here.
    List<KeyState> told =
        watched.told().stream()
            .sorted(
                Comparator.comparingLong(Observation::revision)
                    .thenComparing(one -> one.state().key()))
            .map(Observation::state)
            .toList();
    for (int i = 0; i < Math.max(told.size(), expected.size()); i++) {
      @Nullable KeyState is = i < told.size() ? told.get(i) : null;
      @Nullable KeyState should = i < expected.size() ? expected.get(i) : null;
      Violation.check(
          is != null && is.equals(should),
          "%s [%s, %s) from revision %s to %s was told %s instead of %s as number %s",
          watched.name(),
          watched.from(),
          watched.to(),
          watched.firstRevision(),
          last,
          is,
          should,
          i);
    }
  }

  /** What the watcher has to be told of a revision, in ascending order of key. */
  static List<KeyState> changes(
      Watched watched,
      NavigableMap<String, KeyState> before,
      NavigableMap<String, KeyState> after,
      long revision) {
    NavigableMap<String, KeyState> old = StoreModel.part(before, watched.from(), watched.to());
    NavigableMap<String, KeyState> now = StoreModel.part(after, watched.from(), watched.to());
    List<KeyState> changes = new ArrayList<>();
    for (KeyState state : now.values()) {
      if (!state.equals(old.get(state.key()))) {
        changes.add(state);
      }
    }
    for (KeyState state : old.values()) {
      if (!now.containsKey(state.key())) {
        changes.add(KeyState.deleted(state.key(), revision));
      }
    }
    changes.sort(Comparator.comparing(KeyState::key));
    return changes;
  }
}
