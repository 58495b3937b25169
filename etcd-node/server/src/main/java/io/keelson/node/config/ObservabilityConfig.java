package io.keelson.node.config;

import java.time.Duration;

/**
 * What the server tells about itself.
 *
 * @param log logging
 * @param extensiveMetrics whether the histograms of gRPC handling are kept
 * @param goCompatMetrics whether Go runtime metrics are imitated
 * @param warningApplyDuration applying an entry for longer is logged
 * @param warningUnaryRequestDuration answering a call for longer is logged
 * @param checks periodic checks
 * @param tracing distributed tracing
 */
public record ObservabilityConfig(
    LogConfig log,
    boolean extensiveMetrics,
    boolean goCompatMetrics,
    Duration warningApplyDuration,
    Duration warningUnaryRequestDuration,
    Checks checks,
    Tracing tracing) {

  /**
   * Periodic checks.
   *
   * @param corruptCheckInterval between comparisons of all members' hashes, zero for none
   * @param compactHashCheckInterval between comparisons of compaction hashes
   * @param downgradeCheckInterval between looks at a running downgrade
   */
  public record Checks(
      Duration corruptCheckInterval,
      Duration compactHashCheckInterval,
      Duration downgradeCheckInterval) {}

  /**
   * OpenTelemetry spans.
   *
   * @param enabled whether spans are sent
   * @param address collector
   * @param serviceName name shown
   * @param instanceId instance shown, or empty
   * @param samplesPerMillion spans sampled out of a million
   */
  public record Tracing(
      boolean enabled,
      String address,
      String serviceName,
      String instanceId,
      int samplesPerMillion) {}
}
