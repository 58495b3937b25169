package io.keelson.node.failpoint;

import io.keelson.node.agent.Latest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places, each with what is about to happen or has happened there. */
public enum Failpoint {
  /** The leader's messages are about to leave; its own log may not hold the entries yet. */
  RAFT_BEFORE_LEADER_SEND("raftBeforeLeaderSend"),
  /** Term, vote and entries are about to be written to the log. */
  RAFT_BEFORE_SAVE("raftBeforeSave"),
  /** They are durable, and nobody has been told. */
  RAFT_AFTER_SAVE("raftAfterSave"),
  /** Answers that had to wait for the disk are about to leave. */
  RAFT_BEFORE_FOLLOWER_SEND("raftBeforeFollowerSend"),
  /** A snapshot's record is about to be written to the log. */
  RAFT_BEFORE_SAVE_SNAP("raftBeforeSaveSnap"),
  /** It is written, not necessarily durable. */
  RAFT_AFTER_SAVE_SNAP("raftAfterSaveSnap"),
  /** The record of a snapshot from the leader is durable; its store is about to be used. */
  RAFT_BEFORE_APPLY_SNAP("raftBeforeApplySnap"),
  /** The store from the leader is the one that is used; nobody has been told. */
  RAFT_AFTER_APPLY_SNAP("raftAfterApplySnap"),
  /** Segments of the log that are not needed any more have been let go. */
  RAFT_AFTER_WAL_RELEASE("raftAfterWALRelease"),
  /** A store from the leader is named as the one to use, and about to be opened. */
  APPLY_BEFORE_OPEN_SNAPSHOT("applyBeforeOpenSnapshot"),

  /** The applied index is about to join the batch of changes. */
  COMMIT_BEFORE_PRE_COMMIT_HOOK("commitBeforePreCommitHook"),
  /** The batch is complete but for the counts. */
  COMMIT_AFTER_PRE_COMMIT_HOOK("commitAfterPreCommitHook"),
  /** The batch is about to be written to the store. */
  BEFORE_COMMIT("beforeCommit"),
  /** It is written, and nobody sees it. */
  AFTER_COMMIT("afterCommit"),
  /** A new view of the store is about to be taken. */
  BEFORE_START_DB_TXN("beforeStartDBTxn"),
  /** It is taken. */
  AFTER_START_DB_TXN("afterStartDBTxn"),
  /** Readers are about to see the changes. */
  BEFORE_WRITEBACK_BUF("beforeWritebackBuf"),
  /** Readers see them; no client has its answer. */
  AFTER_WRITEBACK_BUF("afterWritebackBuf"),

  /** A compact revision is about to be written. */
  COMPACT_BEFORE_COMMIT_SCHEDULED_COMPACT("compactBeforeCommitScheduledCompact"),
  /** It is written; no row is gone. */
  COMPACT_AFTER_COMMIT_SCHEDULED_COMPACT("compactAfterCommitScheduledCompact"),
  /** Some rows that a compaction gives up are about to be deleted. */
  COMPACT_BEFORE_COMMIT_BATCH("compactBeforeCommitBatch"),
  /** They are deleted. */
  COMPACT_AFTER_COMMIT_BATCH("compactAfterCommitBatch"),
  /** The last rows are deleted in the unwritten batch, which is about to say so. */
  COMPACT_BEFORE_SET_FINISHED_COMPACT("compactBeforeSetFinishedCompact"),
  /** The store says that the compaction is complete. */
  COMPACT_AFTER_SET_FINISHED_COMPACT("compactAfterSetFinishedCompact"),

  /** The store's files are about to be rewritten. */
  DEFRAG_BEFORE_COPY("defragBeforeCopy"),
  /** They are rewritten; the old ones may still be there. */
  DEFRAG_BEFORE_RENAME("defragBeforeRename");

  private static final Latest<FailpointHook> HOOK = new Latest<>(FailpointHook.NONE);
  private static final Map<String, Failpoint> BY_NAME = new HashMap<>();

  static {
    for (Failpoint point : values()) {
      BY_NAME.put(point.upstreamName, point);
    }
  }

  private final String upstreamName;

  Failpoint(String upstreamName) {
    this.upstreamName = upstreamName;
  }

  /** The name by which tests know this place. */
  public String upstreamName() {
    return upstreamName;
  }

  /** The place of that name, or null. */
  static @Nullable Failpoint named(String name) {
    return BY_NAME.get(name);
  }

  /**
   * The running thread is at this place. May block it or end the process, if that was asked for;
   * otherwise nothing happens.
   */
  public void hit() {
    HOOK.get().reached(this);
  }

  /** Says who hears of {@link #hit} from now on, in this process. */
  public static void arm(FailpointHook hook) {
    HOOK.publish(hook);
  }
}
