package io.keelson.node.config;

import java.util.Optional;

/** The feature gates of etcd 3.7. */
public enum FeatureGate {
  STOP_GRPC_SERVICE_ON_DEFRAG("StopGRPCServiceOnDefrag", Stage.ALPHA),
  INITIAL_CORRUPT_CHECK("InitialCorruptCheck", Stage.ALPHA),
  COMPACT_HASH_CHECK("CompactHashCheck", Stage.ALPHA),
  TXN_MODE_WRITE_WITH_SHARED_BUFFER("TxnModeWriteWithSharedBuffer", Stage.BETA),
  LEASE_CHECKPOINT("LeaseCheckpoint", Stage.ALPHA),
  LEASE_CHECKPOINT_PERSIST("LeaseCheckpointPersist", Stage.ALPHA),
  SET_MEMBER_LOCAL_ADDR("SetMemberLocalAddr", Stage.ALPHA),
  FAST_LEASE_KEEP_ALIVE("FastLeaseKeepAlive", Stage.BETA),
  PRIORITY_REQUEST("PriorityRequest", Stage.ALPHA);

  private final String text;
  private final Stage stage;

  FeatureGate(String text, Stage stage) {
    this.text = text;
    this.stage = stage;
  }

  /** The name in options and metrics. */
  public String text() {
    return text;
  }

  public Stage stage() {
    return stage;
  }

  /** Alpha features are off unless asked for, beta features on. */
  public boolean isOnByDefault() {
    return stage == Stage.BETA;
  }

  static Optional<FeatureGate> named(String name) {
    for (FeatureGate gate : values()) {
      if (gate.text.equals(name)) {
        return Optional.of(gate);
      }
    }
    return Optional.empty();
  }

  /** Maturity of a feature. */
  public enum Stage {
    ALPHA("AllAlpha"),
    BETA("AllBeta");

    private final String gateForAll;

    Stage(String gateForAll) {
      this.gateForAll = gateForAll;
    }

    /** The gate that switches all features of this stage. */
    String gateForAll() {
      return gateForAll;
    }
  }
}
