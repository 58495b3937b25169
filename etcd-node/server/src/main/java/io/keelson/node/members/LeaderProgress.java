package io.keelson.node.members;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the members have come, as this member knows it while it leads.
 *
 * @param leader this member if it leads, else 0
 * @param matched by member, the highest index at which its log is known to be the leader's; empty
 *     if this member does not lead
 */
public record LeaderProgress(long leader, SortedMap<Long, Long> matched) {
  /** Nothing is known by one that does not lead. */
  public static final LeaderProgress NONE = new LeaderProgress(0, new TreeMap<>());

  /** Copies the map. */
  public LeaderProgress {
    matched = Collections.unmodifiableSortedMap(new TreeMap<>(matched));
  }

  /** Highest index that the leader itself has; 0 if this member does not lead. */
  public long leaderMatched() {
    @Nullable Long own = matched.get(leader);
    return own == null ? 0 : own;
  }
}
