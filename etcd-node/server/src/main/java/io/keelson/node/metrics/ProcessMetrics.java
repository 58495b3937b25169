package io.keelson.node.metrics;

/** The process as the kernel sees it, read anew at each scrape. */
final class ProcessMetrics {
  private final ProcSelf proc;

  private final ExternalCounter cpuSeconds;
  private final Gauge startTimeSeconds;
  private final Gauge residentBytes;
  private final Gauge virtualBytes;
  private final Gauge virtualBytesMax;
  private final Gauge openFds;
  private final Gauge openFdsMax;
  private final ExternalCounter receivedBytes;
  private final ExternalCounter sentBytes;
  private final Gauge osFdUsed;
  private final Gauge osFdLimit;

  private ProcessMetrics(MetricRegistry registry, ProcSelf proc) {
    this.proc = proc;
    cpuSeconds =
        registry.externalCounter(
            "process_cpu_seconds_total", "Processor time used by user and system, in seconds.");
    startTimeSeconds =
        registry.gauge(
            "process_start_time_seconds", "Unix time at which the process started, in seconds.");
    residentBytes =
        registry.gauge("process_resident_memory_bytes", "Bytes of the process in memory.");
    virtualBytes = registry.gauge("process_virtual_memory_bytes", "Bytes of address space used.");
    virtualBytesMax =
        registry.gauge("process_virtual_memory_max_bytes", "Bytes of address space allowed.");
    openFds = registry.gauge("process_open_fds", "File descriptors that are open.");
    openFdsMax = registry.gauge("process_max_fds", "File descriptors that may be open.");
    receivedBytes =
        registry.externalCounter(
            "process_network_receive_bytes_total", "Bytes received from the network.");
    sentBytes =
        registry.externalCounter(
            "process_network_transmit_bytes_total", "Bytes sent to the network.");
    osFdUsed = registry.gauge("os_fd_used", "File descriptors that are open.");
    osFdLimit = registry.gauge("os_fd_limit", "File descriptors that may be open.");
  }

  static void register(MetricRegistry registry, ProcSelf proc) {
    registry.collectWith(new ProcessMetrics(registry, proc)::collect);
  }

  private void collect() {
    ProcSelf.Readings readings = proc.read();
    cpuSeconds.set(readings.cpuSeconds());
    startTimeSeconds.set(readings.startTimeSeconds());
    residentBytes.set(readings.memory().residentBytes());
    virtualBytes.set(readings.memory().virtualBytes());
    virtualBytesMax.set(readings.limits().addressSpaceBytes());
    openFds.set(readings.openFds());
    openFdsMax.set(readings.limits().openFiles());
    receivedBytes.set(readings.traffic().receivedBytes());
    sentBytes.set(readings.traffic().sentBytes());
    osFdUsed.set(readings.openFds());
    osFdLimit.set(readings.limits().openFiles());
  }
}
