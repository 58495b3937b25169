package io.keelson.node.mvcc;

import io.keelson.node.agent.Latest;
import java.util.function.LongSupplier;

/**
 * Whether the store may take more.
 *
 * <p>Measuring the store is too dear for each request, so that the size is the last measurement and
 * all that was written since, which is more than the store can have grown by. It is measured again
 * after each {@link #MEASURE_BYTES} written, and before anything is refused. So requests are
 * refused only at the quota, and what goes beyond it is bounded by the requests that were under way
 * when it was reached: twice their bytes (a value is in two tables), and the engine's own rounding.
 */
public final class QuotaGate {
  private static final long MEASURE_BYTES = 1L << 20;

  private final long quotaBytes;
  private final LongSupplier measure;
  private final Latest<Long> sizeBytes;
  private long measuredBytes;
  private long writtenWhenMeasured;

  /**
   * Measures the store once.
   *
   * @param quotaBytes quota in bytes; negative or 0 for none
   * @param measure size of the store in bytes; may be asked on any thread
   */
  public QuotaGate(long quotaBytes, LongSupplier measure) {
    this.quotaBytes = quotaBytes;
    this.measure = measure;
    this.measuredBytes = measure.getAsLong();
    this.sizeBytes = new Latest<>(measuredBytes);
  }

  /** Whether a request that costs so many bytes fits; one that costs nothing does. Any thread. */
  public boolean hasRoomFor(long costBytes) {
    if (quotaBytes <= 0 || costBytes == 0 || fits(costBytes)) {
      return true;
    }
    measure();
    return fits(costBytes);
  }

  private boolean fits(long costBytes) {
    return sizeBytes.get() + costBytes < quotaBytes;
  }

  /** Measures the store now. Any thread. */
  public void measure() {
    sizeBytes.publish(measure.getAsLong());
  }

  /** So many bytes were written since the store was opened. The apply thread. */
  public void written(long totalBytes) {
    if (quotaBytes <= 0) {
      return;
    }
    if (totalBytes - writtenWhenMeasured >= MEASURE_BYTES) {
      writtenWhenMeasured = totalBytes;
      measuredBytes = measure.getAsLong();
    }
    sizeBytes.publish(measuredBytes + totalBytes - writtenWhenMeasured);
  }

  /** The store was replaced: measures the new one. The apply thread. */
  public void replaced(long totalBytes) {
    writtenWhenMeasured = totalBytes;
    measuredBytes = measure.getAsLong();
    sizeBytes.publish(measuredBytes);
  }

  /** The quota as configured, negative for none. */
  public long quotaBytes() {
    return quotaBytes;
  }
}
