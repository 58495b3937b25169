package io.keelson.node.main;

import io.keelson.node.config.FeatureGate;
import io.keelson.node.config.ObservabilityConfig.Checks;
import io.keelson.node.config.ServerConfig;
import java.time.Duration;

/**
 * How often members compare their data. Unlike upstream we compare unless told otherwise; the gates
 * {@code InitialCorruptCheck} and {@code CompactHashCheck} and the intervals turn it off.
 *
 * @param isAtStart whether a member that starts again asks the others first
 * @param compactionHashes between comparisons of the hashes of compactions, zero for none
 * @param everything between comparisons of all data, zero for none
 */
record CheckPlan(boolean isAtStart, Duration compactionHashes, Duration everything) {
  static CheckPlan of(ServerConfig config) {
    Checks checks = config.observability().checks();
    return new CheckPlan(
        config.features().isOnUnlessRefused(FeatureGate.INITIAL_CORRUPT_CHECK),
        config.features().isOnUnlessRefused(FeatureGate.COMPACT_HASH_CHECK)
            ? atLeastZero(checks.compactHashCheckInterval())
            : Duration.ZERO,
        atLeastZero(checks.corruptCheckInterval()));
  }

  private static Duration atLeastZero(Duration interval) {
    return interval.isNegative() ? Duration.ZERO : interval;
  }
}
