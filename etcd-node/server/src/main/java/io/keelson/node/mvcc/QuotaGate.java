package io.keelson.node.mvcc;

import io.keelson.node.agent.Latest;

/** Whether the store may take more; its size is measured now and then, not at each request. */
public final class QuotaGate {
  private final long quotaBytes;
  private final Latest<Long> sizeBytes = new Latest<>(0L);

  /** A quota in bytes; negative or 0 for none. */
  public QuotaGate(long quotaBytes) {
    this.quotaBytes = quotaBytes;
  }

  /** Whether a request that costs so many bytes fits. Any thread. */
  public boolean hasRoomFor(long costBytes) {
    return quotaBytes <= 0 || sizeBytes.get() + costBytes < quotaBytes;
  }

  /** The store's size was measured. */
  public void measured(long newSizeBytes) {
    sizeBytes.publish(newSizeBytes);
  }

  /** The quota, 0 for none. */
  public long quotaBytes() {
    return Math.max(0, quotaBytes);
  }
}
