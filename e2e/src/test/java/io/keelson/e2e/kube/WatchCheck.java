package io.keelson.e2e.kube;

import io.keelson.e2e.history.Change;
import io.keelson.e2e.kube.ListWatcher.Changed;
import io.keelson.e2e.kube.ListWatcher.Listed;
import io.keelson.e2e.kube.ListWatcher.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a watcher saw against what happened: every write once, unless it happened while the watcher
 * had to list again.
 */
public final class WatchCheck {
  private final List<String> problems = new ArrayList<>();
  private int relists;
  private int leaderless;
  private long events;

  /** Compares one watcher with all acknowledged writes, by resource version. */
  void add(ListWatcher watcher, Map<Long, ConfigMapWriter.Write> acknowledged) {
    NavigableMap<Long, String> expected = new TreeMap<>();
    acknowledged.forEach(
        (version, write) -> {
          if (write.namespace().equals(watcher.namespace())) {
            expected.put(version, write.name());
          }
        });
    problems.addAll(watcher.problems());
    Map<Long, Changed> changes = follow(watcher.seen(), expected);
    expected.forEach(
        (version, name) -> {
          Changed change = changes.get(version);
          if (change == null || change.type().equals("DELETED") || !name.equals(change.name())) {
            problems.add(
                "%s: %s at revision %d was acknowledged and not seen; seen there: %s"
                    .formatted(watcher.namespace(), name, version, change));
          }
        });
  }

  /**
   * Compares one watcher with everything that the storage holds or held of what it watches, so that
   * it may have seen neither less nor more.
   *
   * @param history all changes of all keys, from revision 1
   */
  void addWithHistory(ListWatcher watcher, List<Change> history) {
    problems.addAll(watcher.problems());
    String prefix = watcher.resource().prefix(watcher.namespace());
    leaderless += watcher.leaderless();
    compare(watcher.seen(), prefix, history, watcher.revision());
  }

  /**
   * Compares what was seen below a prefix with what happened there.
   *
   * @param last what happened after this revision need not have been seen
   */
  public void compare(List<Seen> seen, String prefix, List<Change> history, long last) {
    NavigableMap<Long, Changed> expected = new TreeMap<>();
    history.stream()
        .filter(change -> change.key().startsWith(prefix))
        .map(change -> event(change, prefix))
        .forEach(event -> expected.put(event.revision(), event));
    expected.tailMap(last, false).clear();
    Map<Long, Changed> changes = follow(seen, expected);
    expected.forEach(
        (version, event) -> {
          if (!event.equals(changes.get(version))) {
            problems.add("%s: %s, seen: %s".formatted(prefix, event, changes.get(version)));
          }
        });
    changes.forEach(
        (version, event) -> {
          if (!expected.containsKey(version)) {
            problems.add("%s: seen and never happened: %s".formatted(prefix, event));
          }
        });
  }

  /** The events among it; removes from the expected ones what can only have been seen in lists. */
  private Map<Long, Changed> follow(List<Seen> all, NavigableMap<Long, ?> expected) {
    Map<Long, Changed> changes = new HashMap<>();
    long revision = 0;
    int lists = 0;
    for (Seen seen : all) {
      switch (seen) {
        case Listed listed -> {
          expected.subMap(revision, false, listed.revision(), true).clear();
          lists++;
        }
        case Changed change -> {
          if (changes.put(change.revision(), change) != null) {
            problems.add("seen twice: " + change);
          }
          events++;
        }
      }
      revision = seen.revision();
    }
    relists += lists - 1;
    return changes;
  }

  private static Changed event(Change change, String prefix) {
    String type =
        change
            .after()
            .map(stored -> stored.createRevision() == change.revision() ? "ADDED" : "MODIFIED")
            .orElse("DELETED");
    return new Changed(type, change.key().substring(prefix.length()), change.revision());
  }

  public List<String> problems() {
    return problems;
  }

  /** How often watchers were told that the past is gone. */
  public int relists() {
    return relists;
  }

  /** How often watches were ended because no member led. */
  int leaderless() {
    return leaderless;
  }

  public long events() {
    return events;
  }
}
