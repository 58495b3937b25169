package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.FeatureGate;
import io.keelson.node.config.RaftConfig;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.replica.LeaseTiming;
import java.util.concurrent.TimeUnit;

/** What leases take from the configuration. */
final class LeaseRules {
  private static final long CHECKPOINT_MINUTES = 5;
  private static final long MILLIS_PER_SECOND = 1000;

  private LeaseRules() {}

  /** One and a half election timeouts, in whole ticks, raised to whole seconds. */
  static long minTtlSeconds(RaftConfig raft) {
    return Math.ceilDiv(3L * raft.electionTicks() / 2 * raft.heartbeatMillis(), MILLIS_PER_SECOND);
  }

  static LeaseTiming timing(ServerConfig config, NanoClock clock) {
    RaftConfig raft = config.raft();
    long electionMillis = raft.electionTicks() * raft.heartbeatMillis();
    boolean isCheckpointing = config.features().isOn(FeatureGate.LEASE_CHECKPOINT);
    return LeaseTiming.startingNow(
        clock,
        TimeUnit.MILLISECONDS.toMicros(electionMillis),
        isCheckpointing ? TimeUnit.MINUTES.toMicros(CHECKPOINT_MINUTES) : 0);
  }
}
