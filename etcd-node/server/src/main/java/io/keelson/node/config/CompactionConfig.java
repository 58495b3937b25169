package io.keelson.node.config;

import java.time.Duration;

/**
 * Compaction.
 *
 * @param auto when to compact without being asked
 * @param batchLimit revisions deleted in one batch
 * @param sleepInterval pause between batches
 */
public record CompactionConfig(Auto auto, int batchLimit, Duration sleepInterval) {

  /** What automatic compaction keeps. */
  public sealed interface Auto {
    /** Never compact. */
    record Off() implements Auto {}

    /** Keep the revisions of the last {@code retention}. */
    record Periodic(Duration retention) implements Auto {}

    /** Keep the last {@code retention} revisions. */
    record ByRevision(long retention) implements Auto {}
  }
}
