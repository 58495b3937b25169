package io.keelson.raft;

import io.keelson.raft.confchange.Configuration;
import io.keelson.raft.quorum.Quorum;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, and the changes in the log that are not: a change is in force when
 * the state machine says so, whatever it has applied by then.
 */
final class Members {
  private final ArrayDeque<Long> pendingChanges = new ArrayDeque<>();
  private Configuration configuration;
  private Quorum quorum;
  private long changedAtIndex;

  Members(Raft.Recovered recovered) {
    configuration = new Configuration(recovered.confState());
    quorum = configuration.quorum();
    changedAtIndex = recovered.appliedIndex();
    for (Entry entry : recovered.entries()) {
      if (entry.type() != EntryType.NORMAL && entry.index() > changedAtIndex) {
        pendingChanges.add(entry.index());
      }
    }
  }

  Configuration configuration() {
    return configuration;
  }

  Quorum quorum() {
    return quorum;
  }

  /** Index of the change that led to the configuration in force, 0 if unknown. */
  long changedAtIndex() {
    return changedAtIndex;
  }

  /** Whether a member is the only one: there is nobody to keep a log for. */
  boolean isAlone(long member) {
    return quorum.isSole(member) && configuration.state().learners().isEmpty();
  }

  /** Whether the log holds a change that is not in force. */
  boolean hasPendingChange() {
    return !pendingChanges.isEmpty();
  }

  /** Whether a change up to an index is not in force. */
  boolean hasPendingChangeTo(long index) {
    return !pendingChanges.isEmpty() && pendingChanges.getFirst() <= index;
  }

  /** A change was appended to the log. */
  void appended(long index) {
    pendingChanges.addLast(index);
  }

  /** The log was cut after an index. */
  void truncatedAfter(long index) {
    while (!pendingChanges.isEmpty() && pendingChanges.getLast() > index) {
      pendingChanges.removeLast();
    }
  }

  /**
   * A change of the log is decided about.
   *
   * @return what it leads to, the configuration in force for a change that does not fit it, or null
   *     if the index lies before the state in force: a received state machine has overtaken it
   */
  @Nullable Configuration applied(long index, ConfChangeV2 change) {
    if (index <= changedAtIndex) {
      return null;
    }
    changedAtIndex = index;
    while (!pendingChanges.isEmpty() && pendingChanges.getFirst() <= index) {
      pendingChanges.removeFirst();
    }
    Configuration next = configuration.with(change);
    if (next != null) {
      configuration = next;
      quorum = next.quorum();
    }
    return configuration;
  }

  /** A received state machine brings its configuration. */
  void restored(SnapshotMeta snapshot) {
    pendingChanges.clear();
    configuration = new Configuration(snapshot.confState());
    quorum = configuration.quorum();
    changedAtIndex = snapshot.index();
  }

  void invariant(RaftLog log) {
    Invariant.check(
        pendingChanges.isEmpty() || pendingChanges.getLast() <= log.lastIndex(),
        "pending changes are in the log");
  }
}
