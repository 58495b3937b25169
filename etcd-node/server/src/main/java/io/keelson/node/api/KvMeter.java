package io.keelson.node.api;

import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.metrics.SuccessCells;

/**
 * Measures the key-value requests: how long they take from receipt on, and which reads take longer
 * than is tolerated. Any thread; looks nothing up.
 */
public final class KvMeter {
  private final NodeMetrics metrics;
  private final long warningNanos;
  private final Logger log;
  private final SuccessCells put;
  private final SuccessCells deleteRange;
  private final SuccessCells txn;
  private final SuccessCells compaction;
  private final SuccessCells range;
  private final SuccessCells readOnlyTxn;
  private final SuccessCells rangeRead;

  /**
   * Counts into a node's metrics.
   *
   * @param warningNanos reads that take longer are logged
   */
  public KvMeter(NodeMetrics metrics, long warningNanos, Logger log) {
    this.metrics = metrics;
    this.warningNanos = warningNanos;
    this.log = log;
    put = cells("Put");
    deleteRange = cells("DeleteRange");
    txn = cells("Txn");
    compaction = cells("Compaction");
    range = cells("Range");
    readOnlyTxn = cells("ReadonlyTxn");
    rangeRead = new SuccessCells(metrics.requests.rangeDuration);
  }

  private SuccessCells cells(String type) {
    return new SuccessCells(metrics.requests.requestDuration, type);
  }

  SuccessCells put() {
    return put;
  }

  SuccessCells deleteRange() {
    return deleteRange;
  }

  SuccessCells txn() {
    return txn;
  }

  SuccessCells compaction() {
    return compaction;
  }

  /** A range was read, or could not be; how long its client has waited. */
  long ranged(Call call, boolean hasSucceeded, long readNanos) {
    rangeRead.observe(hasSucceeded, readNanos);
    long took = call.elapsedNanos();
    range.observe(hasSucceeded, took);
    return took;
  }

  /** A transaction of ranges only was done, or could not be; how long its client has waited. */
  long readOnlyTxn(Call call, boolean hasSucceeded) {
    long took = call.elapsedNanos();
    readOnlyTxn.observe(hasSucceeded, took);
    return took;
  }

  /** Whether a read that took so long should be logged. */
  boolean isSlow(long took) {
    return took > warningNanos;
  }

  /** Logs a slow read. */
  void warn(String prefix, long took, String request, String response) {
    metrics.requests.slowApply.inc();
    log.warn(
        "apply request took too long",
        Field.nanos("took", took),
        Field.nanos("expected-duration", warningNanos),
        Field.of("prefix", prefix),
        Field.of("request", request),
        Field.of("response", response));
  }

  /** A proposal got no result in time. */
  void proposalFailed() {
    metrics.server.proposalsFailed.inc();
  }
}
