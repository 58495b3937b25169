package io.keelson.node.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the health endpoints ask the node. Thread-safe, never blocks. */
public interface NodeHealth {
  /** Names of the alarms raised: {@code NOSPACE}, {@code CORRUPT}. In a fixed order. */
  Set<String> alarms();

  /** Whether a leader is known. */
  boolean hasLeader();

  /** Whether this member has no vote. */
  boolean isLearner();

  /** Reads one key of the store, as root. The callback comes once, from any thread. */
  void range(boolean serializable, Callback callback);

  /** Hears how a read went. */
  @FunctionalInterface
  interface Callback {
    /** Null when it went well, else the error as clients would see it. */
    void done(@Nullable String error);
  }
}
