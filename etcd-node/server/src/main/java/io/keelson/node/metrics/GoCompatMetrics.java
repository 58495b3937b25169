package io.keelson.node.metrics;

import java.lang.management.MemoryUsage;

/**
 * The JVM under the names of Go's runtime metrics, for dashboards that know only those. What has no
 * counterpart stays at zero.
 */
final class GoCompatMetrics {
  private static final String NO_COUNTERPART = "No counterpart in the JVM, always zero.";
  private static final double GOGC_PERCENT = 100;

  private final JvmReadings jvm;

  private final Summary gcDuration;
  private final Gauge goroutines;
  private final Gauge threads;
  private final Gauge heapLimit;
  private final Gauge processors;
  private final Gauge alloc;
  private final ExternalCounter allocTotal;
  private final Gauge sys;
  private final Gauge heapAlloc;
  private final Gauge heapIdle;
  private final Gauge heapInUse;
  private final Gauge heapSys;
  private final Gauge nextGc;
  private final Gauge lastGc;
  private final Gauge otherSys;

  private long gcCountSeen;
  private double gcSecondsSeen;

  private GoCompatMetrics(MetricRegistry registry, JvmReadings jvm) {
    this.jvm = jvm;
    gcDuration =
        registry.summary("go_gc_duration_seconds", "How long collections of the JVM took.");
    goroutines = registry.gauge("go_goroutines", "Platform threads of the JVM.");
    threads = registry.gauge("go_threads", "Platform threads of the JVM.");
    heapLimit = registry.gauge("go_gc_gomemlimit_bytes", "Bytes the Java heap may grow to.");
    processors = registry.gauge("go_sched_gomaxprocs_threads", "Processors available to the JVM.");
    alloc = registry.gauge("go_memstats_alloc_bytes", "Bytes of the Java heap in use.");
    allocTotal =
        registry.externalCounter(
            "go_memstats_alloc_bytes_total", "Bytes ever allocated on the Java heap.");
    sys = registry.gauge("go_memstats_sys_bytes", "Bytes the JVM has committed.");
    heapAlloc = registry.gauge("go_memstats_heap_alloc_bytes", "Bytes of the Java heap in use.");
    heapIdle = registry.gauge("go_memstats_heap_idle_bytes", "Bytes of the Java heap not in use.");
    heapInUse = registry.gauge("go_memstats_heap_inuse_bytes", "Bytes of the Java heap in use.");
    heapSys = registry.gauge("go_memstats_heap_sys_bytes", "Bytes of the Java heap committed.");
    nextGc = registry.gauge("go_memstats_next_gc_bytes", "Bytes of the Java heap committed.");
    lastGc =
        registry.gauge(
            "go_memstats_last_gc_time_seconds", "Unix time of the latest collection, in seconds.");
    otherSys =
        registry.gauge("go_memstats_other_sys_bytes", "Bytes committed outside the Java heap.");
  }

  static void register(MetricRegistry registry, JvmReadings jvm, String runtimeVersion) {
    registry.collectWith(new GoCompatMetrics(registry, jvm)::collect);
    registry
        .gauges("go_info", "1 with the version of the JVM as a label.", "version")
        .with(runtimeVersion)
        .set(1);
    registry
        .gauge("go_gc_gogc_percent", "Go's default; the JVM has no such setting.")
        .set(GOGC_PERCENT);
    registry.counter("go_memstats_frees_total", NO_COUNTERPART);
    registry.counter("go_memstats_mallocs_total", NO_COUNTERPART);
    registry.gauge("go_memstats_buck_hash_sys_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_gc_sys_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_heap_objects", NO_COUNTERPART);
    registry.gauge("go_memstats_heap_released_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_mcache_inuse_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_mcache_sys_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_mspan_inuse_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_mspan_sys_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_stack_inuse_bytes", NO_COUNTERPART);
    registry.gauge("go_memstats_stack_sys_bytes", NO_COUNTERPART);
  }

  private void collect() {
    MemoryUsage heap = jvm.heap();
    MemoryUsage nonHeap = jvm.nonHeap();
    goroutines.set(jvm.threads());
    threads.set(jvm.threads());
    heapLimit.set(heap.getMax() < 0 ? Long.MAX_VALUE : heap.getMax());
    processors.set(Runtime.getRuntime().availableProcessors());
    alloc.set(heap.getUsed());
    allocTotal.set(jvm.allocatedBytes());
    sys.set(heap.getCommitted() + nonHeap.getCommitted());
    heapAlloc.set(heap.getUsed());
    heapIdle.set(heap.getCommitted() - heap.getUsed());
    heapInUse.set(heap.getUsed());
    heapSys.set(heap.getCommitted());
    nextGc.set(heap.getCommitted());
    lastGc.set(jvm.lastGcSeconds());
    otherSys.set(nonHeap.getCommitted());
    collectPauses();
  }

  /** The JVM keeps sums only, so the collections since the last scrape share their mean. */
  private void collectPauses() {
    long count = jvm.gcCount();
    double seconds = jvm.gcSeconds();
    long added = count - gcCountSeen;
    for (long i = 0; i < added; i++) {
      gcDuration.observe((seconds - gcSecondsSeen) / added);
    }
    if (added > 0) {
      gcCountSeen = count;
      gcSecondsSeen = seconds;
    }
  }
}
