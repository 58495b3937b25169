package io.keelson.node.gateway;

import io.keelson.node.config.GoQuote;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The values upstream shows under {@code /debug/vars}, as far as a JVM has them. */
public final class DebugVars {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private DebugVars() {}

  /**
   * The usual four.
   *
   * @param commandLine program and arguments
   * @param raftStatus a JSON object, or {@code null} before there is one
   */
  public static Map<String, Supplier<String>> of(
      List<String> commandLine, long fileDescriptorLimit, Supplier<String> raftStatus) {
    String commands =
        commandLine.stream().map(GoQuote::json).collect(Collectors.joining(",", "[", "]"));
    Map<String, Supplier<String>> values = new LinkedHashMap<>();
    values.put("cmdline", () -> commands);
    values.put("file_descriptor_limit", () -> Long.toString(fileDescriptorLimit));
    values.put("memstats", DebugVars::memory);
    values.put("raft.status", raftStatus);
    return values;
  }

  /** Go's names for what the JVM knows. */
  private static String memory() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    long collections = 0;
    long pauseMillis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += Math.max(0, collector.getCollectionCount());
      pauseMillis += Math.max(0, collector.getCollectionTime());
    }
    return "{\"Alloc\":%d,\"Sys\":%d,\"HeapAlloc\":%d,\"HeapSys\":%d,\"HeapInuse\":%d,\"PauseTotalNs\":%d,\"NumGC\":%d}"
        .formatted(
            heap.getUsed(),
            heap.getCommitted() + rest.getCommitted(),
            heap.getUsed(),
            heap.getCommitted(),
            heap.getUsed(),
            pauseMillis * NANOS_PER_MILLI,
            collections);
  }
}
