package io.keelson.node.metrics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * What the JVM tells about itself. Nothing is loaded before the first reading, because the
 * management classes would be felt at start-up.
 */
final class JvmReadings {
  private static final double MILLIS_PER_SECOND = 1000;

  MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  MemoryUsage nonHeap() {
    return ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
  }

  int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  int threadsPeak() {
    return ManagementFactory.getThreadMXBean().getPeakThreadCount();
  }

  int daemonThreads() {
    return ManagementFactory.getThreadMXBean().getDaemonThreadCount();
  }

  List<GarbageCollectorMXBean> collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans();
  }

  List<BufferPoolMXBean> bufferPools() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
  }

  /** Collections so far, of all collectors. */
  long gcCount() {
    long count = 0;
    for (GarbageCollectorMXBean collector : collectors()) {
      count += Math.max(collector.getCollectionCount(), 0);
    }
    return count;
  }

  /** Time in collections so far, of all collectors. */
  double gcSeconds() {
    double seconds = 0;
    for (GarbageCollectorMXBean collector : collectors()) {
      seconds += gcSeconds(collector);
    }
    return seconds;
  }

  double gcSeconds(GarbageCollectorMXBean collector) {
    return Math.max(collector.getCollectionTime(), 0) / MILLIS_PER_SECOND;
  }

  /** Unix time of the end of the latest collection in seconds, 0 if there was none. */
  double lastGcSeconds() {
    double startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    double last = 0;
    for (GarbageCollectorMXBean collector : collectors()) {
      if (collector instanceof com.sun.management.GarbageCollectorMXBean sun) {
        com.sun.management.GcInfo info = sun.getLastGcInfo();
        if (info != null) {
          last = Math.max(last, (startMillis + info.getEndTime()) / MILLIS_PER_SECOND);
        }
      }
    }
    return last;
  }

  /** Bytes allocated by all threads so far; not a number if the JVM does not count them. */
  double allocatedBytes() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean sun
            && sun.getTotalThreadAllocatedBytes() >= 0
        ? sun.getTotalThreadAllocatedBytes()
        : Double.NaN;
  }
}
