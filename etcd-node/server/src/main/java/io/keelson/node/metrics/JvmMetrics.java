package io.keelson.node.metrics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryUsage;

/** The JVM, read anew at each scrape, under the names other Java programs use. */
final class JvmMetrics {
  private final JvmReadings jvm;

  private final Family<Gauge> memoryUsed;
  private final Family<Gauge> memoryCommitted;
  private final Family<Gauge> memoryMax;
  private final Family<ExternalCounter> collections;
  private final Family<ExternalCounter> collectionSeconds;
  private final Gauge threads;
  private final Gauge threadsPeak;
  private final Gauge threadsDaemon;
  private final Family<Gauge> bufferPoolUsed;
  private final Family<Gauge> bufferPoolBuffers;

  private JvmMetrics(MetricRegistry registry, JvmReadings jvm) {
    this.jvm = jvm;
    memoryUsed = registry.gauges("jvm_memory_used_bytes", "Bytes of memory in use.", "area");
    memoryCommitted =
        registry.gauges("jvm_memory_committed_bytes", "Bytes of memory committed.", "area");
    memoryMax =
        registry.gauges("jvm_memory_max_bytes", "Bytes of memory allowed, if limited.", "area");
    collections = registry.externalCounters("jvm_gc_collections_total", "Collections.", "gc");
    collectionSeconds =
        registry.externalCounters(
            "jvm_gc_collection_seconds_total", "Time in collections, in seconds.", "gc");
    threads = registry.gauge("jvm_threads_current", "Platform threads.");
    threadsPeak = registry.gauge("jvm_threads_peak", "Most platform threads at any time.");
    threadsDaemon = registry.gauge("jvm_threads_daemon", "Platform threads that are daemons.");
    bufferPoolUsed =
        registry.gauges(
            "jvm_buffer_pool_used_bytes", "Bytes of memory outside the heap, by pool.", "pool");
    bufferPoolBuffers =
        registry.gauges(
            "jvm_buffer_pool_used_buffers", "Buffers outside the heap, by pool.", "pool");
  }

  static void register(MetricRegistry registry, JvmReadings jvm, String runtimeVersion) {
    registry
        .gauges("jvm_info", "1 with the version of the JVM as a label.", "version")
        .with(runtimeVersion)
        .set(1);
    registry.collectWith(new JvmMetrics(registry, jvm)::collect);
  }

  private void collect() {
    memory("heap", jvm.heap());
    memory("nonheap", jvm.nonHeap());
    for (GarbageCollectorMXBean collector : jvm.collectors()) {
      collections.with(collector.getName()).set(Math.max(collector.getCollectionCount(), 0));
      collectionSeconds.with(collector.getName()).set(jvm.gcSeconds(collector));
    }
    threads.set(jvm.threads());
    threadsPeak.set(jvm.threadsPeak());
    threadsDaemon.set(jvm.daemonThreads());
    for (BufferPoolMXBean pool : jvm.bufferPools()) {
      bufferPoolUsed.with(pool.getName()).set(pool.getMemoryUsed());
      bufferPoolBuffers.with(pool.getName()).set(pool.getCount());
    }
  }

  private void memory(String area, MemoryUsage usage) {
    memoryUsed.with(area).set(usage.getUsed());
    memoryCommitted.with(area).set(usage.getCommitted());
    memoryMax.with(area).set(usage.getMax() < 0 ? Double.NaN : (double) usage.getMax());
  }
}
