package io.keelson.e2e.kube;

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
 * What a watcher saw against what was acknowledged: every write once, unless it happened while the
 * watcher had to list again.
 */
final class WatchCheck {
  private final List<String> problems = new ArrayList<>();
  private int relists;
  private long events;

  /** Compares one watcher with all acknowledged writes, by resource version. */
  void add(ListWatcher watcher, Map<Long, ConfigMapWriter.Write> acknowledged) {
    problems.addAll(watcher.problems());
    NavigableMap<Long, String> expected = new TreeMap<>();
    acknowledged.forEach(
        (version, write) -> {
          if (write.namespace().equals(watcher.namespace())) {
            expected.put(version, write.name());
          }
        });
    Map<Long, String> changed = new HashMap<>();
    long revision = 0;
    int lists = 0;
    for (Seen seen : watcher.seen()) {
      switch (seen) {
        case Listed listed -> {
          expected.subMap(revision, false, listed.revision(), true).clear();
          lists++;
        }
        case Changed change -> {
          if (!change.type().equals("DELETED")) {
            changed.put(change.revision(), change.name());
          }
          events++;
        }
      }
      revision = seen.revision();
    }
    relists += lists - 1;
    expected.forEach(
        (version, name) -> {
          if (!name.equals(changed.get(version))) {
            problems.add(
                "%s: %s at revision %d was acknowledged and not seen; seen there: %s"
                    .formatted(watcher.namespace(), name, version, changed.get(version)));
          }
        });
  }

  List<String> problems() {
    return problems;
  }

  /** How often watchers were told that the past is gone. */
  int relists() {
    return relists;
  }

  long events() {
    return events;
  }
}
