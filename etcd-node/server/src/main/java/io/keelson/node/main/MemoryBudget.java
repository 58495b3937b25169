package io.keelson.node.main;

/**
 * How the process's memory is divided. The heap's size is fixed by the launcher; the store gets a
 * share of the same order.
 *
 * @param storeBytes block cache and memtables together
 * @param memtableBytes part of it for what is not flushed yet
 * @param storeThreads threads for flush and compaction
 * @param versionCacheBytes part of the heap for the versions of keys that changed lately
 */
record MemoryBudget(long storeBytes, long memtableBytes, int storeThreads, int versionCacheBytes) {
  private static final long STORE_BYTES_MIN = 64L << 20;
  private static final long STORE_BYTES_MAX = 4L << 30;

  /** Every flush writes that much at most, and a restart replays it: not more, however large. */
  private static final long MEMTABLE_BYTES_MAX = 64L << 20;

  private static final long VERSION_CACHE_BYTES_MIN = 1L << 20;
  private static final long VERSION_CACHE_BYTES_MAX = 64L << 20;

  static MemoryBudget ofThisProcess() {
    long heap = Runtime.getRuntime().maxMemory();
    long store = Math.clamp(heap / 2, STORE_BYTES_MIN, STORE_BYTES_MAX);
    int cores = Runtime.getRuntime().availableProcessors();
    return new MemoryBudget(
        store,
        Math.min(store / 4, MEMTABLE_BYTES_MAX),
        Math.max(2, cores / 2),
        (int) Math.clamp(heap / 10, VERSION_CACHE_BYTES_MIN, VERSION_CACHE_BYTES_MAX));
  }
}
