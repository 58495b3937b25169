package io.keelson.node.config;

import java.time.Duration;

/**
 * Storage tuning. The names come from upstream's engine; ours maps or ignores them.
 *
 * @param quotaBytes size at which writes stop; negative for no quota
 * @param batchInterval longest time between commits of the backend
 * @param batchLimit most operations between commits of the backend
 * @param freelistType of upstream's engine; has no meaning here
 * @param memoryMlock keep memory in RAM
 * @param bootstrapDefragThresholdMegabytes defragment at start if this much becomes free; 0 is off
 */
public record StorageConfig(
    long quotaBytes,
    Duration batchInterval,
    int batchLimit,
    String freelistType,
    boolean memoryMlock,
    long bootstrapDefragThresholdMegabytes) {

  public static final long DEFAULT_QUOTA_BYTES = 2L << 30;
  public static final long SUGGESTED_QUOTA_BYTES_MAX = 8L << 30;

  public boolean hasQuota() {
    return quotaBytes > 0;
  }
}
