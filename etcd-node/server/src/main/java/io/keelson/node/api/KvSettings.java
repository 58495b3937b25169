package io.keelson.node.api;

import io.keelson.node.metrics.MvccMetrics;
import java.util.concurrent.Executor;

/**
 * What the key-value service needs besides the store.
 *
 * @param requestBytesMax most bytes of a received message
 * @param chunkBytes about how many bytes one message of a streamed range has
 * @param responseBytesMax most bytes of one answer
 * @param txnOpsMax most operations of a transaction
 * @param quota whether the store may grow
 * @param readers threads for reads that take longer than an event loop should
 * @param physicalCompaction knows when removed rows are gone
 * @param metrics counters
 * @param meter durations
 */
public record KvSettings(
    long requestBytesMax,
    long chunkBytes,
    long responseBytesMax,
    long txnOpsMax,
    SpaceQuota quota,
    Executor readers,
    CompactionWaiter physicalCompaction,
    MvccMetrics metrics,
    KvMeter meter) {
  /** Tells when rows removed by a compaction are gone from the disk. */
  @FunctionalInterface
  public interface CompactionWaiter {
    /** Runs the action once the compaction up to a revision is finished. */
    void await(long compactRevision, Runnable action);
  }
}
