package io.keelson.node.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients and watchers have seen of keys, and what follows from it for times of which nobody
 * was told: a key that was seen as it had been made at a revision did not change until then, and
 * who is to be seen later in its nth version is now in an earlier one.
 */
final class Sightings {
  private final Map<Long, List<KeyState>> byRevision = new HashMap<>();
  private final Map<Put, Long> revisions = new HashMap<>();
  private final Set<Version> compared = new HashSet<>();
  private final TreeMap<String, Seen> keys = new TreeMap<>();

  private record Put(String key, String value) {}

  private record Version(String key, long mod) {}

  /** What was seen of a key. */
  private static final class Seen {
    private final TreeMap<Long, KeyState> byMod = new TreeMap<>();

    /** By mod revision: until when it was seen so. */
    private final TreeMap<Long, Long> until = new TreeMap<>();

    /** By create revision: the last mod revision that was seen. */
    private final Map<Long, Long> lastMods = new HashMap<>();
  }

  /** Takes over the comparisons of an operation that somebody asked for. */
  void compares(Op op) {
    if (op instanceof Op.Txn txn) {
      compared.add(new Version(txn.key(), txn.mod()));
    }
  }

  /** A key was seen as it was at a revision, or its deletion was, which is of that revision. */
  void add(KeyState state, long revision) {
    byRevision.computeIfAbsent(state.mod(), key -> new ArrayList<>()).add(state);
    if (state.version() == 0) {
      return;
    }
    revisions.put(new Put(state.key(), state.value()), state.mod());
    Seen seen = keys.computeIfAbsent(state.key(), key -> new Seen());
    seen.byMod.put(state.mod(), state);
    seen.until.merge(state.mod(), revision, Math::max);
    seen.lastMods.merge(state.create(), state.mod(), Math::max);
  }

  /** A comparison found that a key had its mod revision still at a later one. */
  void compared(String key, long mod, long revision) {
    keys.computeIfAbsent(key, name -> new Seen()).until.merge(mod, revision, Math::max);
  }

  /** What was made by a revision, as far as it was seen. */
  List<KeyState> at(long revision) {
    return byRevision.getOrDefault(revision, List.of());
  }

  /** The revision of an operation one of whose values was seen, 0 if none was. */
  long revisionOf(Op op) {
    return switch (op) {
      case Op.Put put -> revisions.getOrDefault(new Put(put.key(), put.value()), 0L);
      case Op.Txn txn ->
          Math.max(
              txn.success().stream().mapToLong(this::revisionOf).max().orElse(0),
              txn.failure().stream().mapToLong(this::revisionOf).max().orElse(0));
      default -> 0;
    };
  }

  /** What was seen later that cannot come of the keys after a revision, or null. */
  @Nullable String contradiction(NavigableMap<String, KeyState> state, long revision) {
    for (Map.Entry<String, Seen> key : keys.entrySet()) {
      @Nullable KeyState now = state.get(key.getKey());
      Seen seen = key.getValue();
      Map.@Nullable Entry<Long, Long> present = seen.until.floorEntry(revision);
      if (present != null
          && present.getValue() >= revision
          && (now == null || now.mod() != present.getKey())) {
        return key.getKey() + " of " + present.getKey() + " was seen later, not " + now;
      }
      Map.@Nullable Entry<Long, KeyState> later = seen.byMod.higherEntry(revision);
      if (later != null && !mayBecome(now, revision, later.getValue())) {
        return later.getValue() + " was seen later and cannot come of " + now;
      }
    }
    return null;
  }

  private static boolean mayBecome(@Nullable KeyState now, long revision, KeyState later) {
    if (later.create() > revision) {
      return true;
    }
    long missing = now == null ? 0 : later.version() - now.version();
    return now != null
        && now.create() == later.create()
        && missing >= 1
        && missing <= later.mod() - revision;
  }

  /**
   * That of the keys after a revision on which anything later depends: values that nobody saw do
   * not matter, nor do numbers that nobody saw or compared.
   */
  List<KeyState> essence(NavigableMap<String, KeyState> state, long revision) {
    List<KeyState> essence = new ArrayList<>(state.size());
    for (KeyState key : state.values()) {
      @Nullable Seen seen = keys.get(key.key());
      boolean isToBeSeen = seen != null && seen.lastMods.getOrDefault(key.create(), 0L) > revision;
      boolean isSeen = seen != null && seen.until.getOrDefault(key.mod(), 0L) > revision;
      boolean isCompared = compared.contains(new Version(key.key(), key.mod()));
      essence.add(
          new KeyState(
              key.key(),
              "",
              isToBeSeen ? key.create() : 0,
              isSeen || isCompared ? key.mod() : 0,
              isToBeSeen ? key.version() : 0,
              key.lease()));
    }
    return essence;
  }

  /** An operation without its values: those that nobody saw make no difference. */
  static Op shape(Op op) {
    return switch (op) {
      case Op.Put put -> new Op.Put(put.key(), "", put.lease());
      case Op.Txn txn ->
          new Op.Txn(
              txn.key(),
              txn.mod(),
              txn.success().stream().map(Sightings::shape).toList(),
              txn.failure().stream().map(Sightings::shape).toList());
      default -> Objects.requireNonNull(op);
    };
  }
}
