package io.keelson.e2e.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What each key held at each revision from a first one on, by replaying changes. */
final class KeyStates {
  private final Map<String, NavigableMap<Long, Optional<Stored>>> byKey = new HashMap<>();
  private final long first;
  private long last;

  KeyStates(long first, Map<String, Stored> initial) {
    this.first = first;
    last = first;
    initial.forEach((key, stored) -> states(key).put(first, Optional.of(stored)));
  }

  /** Adds what is wrong with the change itself to the defects. */
  void replay(Change change, List<String> defects) {
    if (change.revision() != last + 1) {
      defects.add("after revision %d comes %s".formatted(last, change));
    }
    Optional<Stored> before = at(change.key(), change.revision() - 1);
    Optional<Stored> expected =
        change
            .after()
            .map(
                after ->
                    new Stored(
                        after.value(),
                        before.map(Stored::createRevision).orElse(change.revision()),
                        change.revision(),
                        before.map(Stored::version).orElse(0L) + 1));
    if (!expected.equals(change.after())) {
      defects.add("%s, but replayed it is %s".formatted(change, expected));
    }
    if (before.isEmpty() && change.after().isEmpty()) {
      defects.add("deleted what was not there: " + change);
    }
    states(change.key()).put(change.revision(), change.after());
    last = Math.max(last, change.revision());
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /** For revisions from the first on. */
  Optional<Stored> at(String key, long revision) {
    var entry = states(key).floorEntry(revision);
    return entry == null ? Optional.empty() : entry.getValue();
  }

  /** What there is at the last revision. */
  Map<String, Stored> latest() {
    Map<String, Stored> latest = new HashMap<>();
    byKey.forEach((key, states) -> at(key, last).ifPresent(stored -> latest.put(key, stored)));
    return latest;
  }

  private NavigableMap<Long, Optional<Stored>> states(String key) {
    return byKey.computeIfAbsent(key, _ -> new TreeMap<>());
  }
}
