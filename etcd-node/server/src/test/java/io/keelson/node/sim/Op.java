package io.keelson.node.sim;

import java.util.List;

/** What a client asks for. Ranges of keys end before {@code to}; an empty one means one key. */
sealed interface Op {
  /** Sets a key. Values are never used twice in a run. */
  record Put(String key, String value, long lease) implements Op {}

  /** Removes keys. */
  record Delete(String from, String to) implements Op {}

  /** Reads keys, at a revision if that is not 0. */
  record Range(String from, String to, long revision, boolean isSerializable) implements Op {}

  /** Does the one or the other, depending on whether a key's mod revision is a number. */
  record Txn(String key, long mod, List<Op> success, List<Op> failure) implements Op {
    /** Copies the lists. */
    public Txn {
      success = List.copyOf(success);
      failure = List.copyOf(failure);
    }
  }

  /** Creates a lease. */
  record Grant(long lease, long ttlSeconds) implements Op {}

  /** Ends a lease. */
  record Revoke(long lease) implements Op {}

  /** Renews a lease. */
  record KeepAlive(long lease) implements Op {}

  /** Gives up history. */
  record Compact(long revision) implements Op {}

  /** Changes the cluster, not its keys. */
  record Reconfigure(String what) implements Op {}

  /** Whether it may change keys. */
  default boolean mayWrite() {
    return switch (this) {
      case Put ignored -> true;
      case Delete ignored -> true;
      case Revoke ignored -> true;
      case Txn txn ->
          txn.success.stream().anyMatch(Op::mayWrite)
              || txn.failure.stream().anyMatch(Op::mayWrite);
      case Range ignored -> false;
      case Grant ignored -> false;
      case KeepAlive ignored -> false;
      case Compact ignored -> false;
      case Reconfigure ignored -> false;
    };
  }
}
