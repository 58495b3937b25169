package io.keelson.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A name that 3.5 and 3.6 knew and 3.7 dropped. It is still accepted, with a warning, so that old
 * manifests work.
 */
sealed interface Alias {
  /** The option under its old name. */
  Flag<?> old();

  /** Carries the value over to today's option. */
  void apply(Settings settings) throws BadValueException;

  /** The warning to log when it was used. */
  String warning();

  List<Alias> ALL = all();

  /**
   * Only the name changed.
   *
   * @param old under the old name
   * @param target under today's name
   */
  record Renamed<T>(Flag<T> old, Flag<T> target) implements Alias {
    @Override
    public void apply(Settings settings) throws BadValueException {
      if (settings.isGiven(target)) {
        throw new BadValueException(
            "cannot set --%s and --%s at the same time, please use --%s only"
                .formatted(old.name(), target.name(), target.name()));
      }
      settings.put(target, settings.get(old));
    }

    @Override
    public String warning() {
      return removed(old.name()) + "Use '--" + target.name() + "' instead.";
    }
  }

  /**
   * A switch became a feature gate.
   *
   * @param old the switch
   * @param gate the gate
   */
  record Gated(Flag<Boolean> old, FeatureGate gate) implements Alias {
    @Override
    public void apply(Settings settings) throws BadValueException {
      boolean on = settings.get(old);
      FeatureGates gates = settings.get(ServiceFlags.FEATURE_GATES);
      if (gates.isGiven(gate)) {
        throw new BadValueException(
            ("cannot specify both flags: --%s=%s and --feature-gates=%s=%s at the same time, please"
                    + " just use --feature-gates=%s=%s")
                .formatted(old.name(), on, gate.text(), gates.isOn(gate), gate.text(), on));
      }
      settings.put(ServiceFlags.FEATURE_GATES, gates.with(gate, on));
    }

    @Override
    public String warning() {
      return removed(old.name()) + "Use '--feature-gates=" + gate.text() + "=true' instead.";
    }
  }

  /**
   * There is nothing left that it could mean.
   *
   * @param old the option
   */
  record Gone(Flag<String> old) implements Alias {
    @Override
    public void apply(Settings settings) {}

    @Override
    public String warning() {
      return removed(old.name()) + "It has no effect.";
    }
  }

  private static String removed(String name) {
    return "--" + name + " was deprecated in 3.6 and removed in 3.7. ";
  }

  private static <T> Alias renamed(String name, Flag<T> target) {
    Flag<T> old =
        Flag.of(name, target.kind(), target.defaultValue(), target.shownDefault(), "").inFile(name);
    return new Renamed<>(old, target);
  }

  private static Alias gated(String name, FeatureGate gate) {
    return new Gated(Flag.of(name, FlagKind.BOOLEAN, gate.isOnByDefault(), "", ""), gate);
  }

  private static List<Alias> all() {
    List<Alias> all = new ArrayList<>();
    Stream.of(
            MemberFlags.SNAPSHOT_CATCHUP_ENTRIES,
            ServiceFlags.COMPACT_HASH_CHECK_TIME,
            ServiceFlags.CORRUPT_CHECK_TIME,
            ServiceFlags.COMPACTION_BATCH_LIMIT,
            ServiceFlags.COMPACTION_SLEEP_INTERVAL,
            ServiceFlags.WATCH_PROGRESS_NOTIFY_INTERVAL,
            ServiceFlags.BOOTSTRAP_DEFRAG_THRESHOLD,
            ServiceFlags.MEMORY_MLOCK,
            ServiceFlags.DOWNGRADE_CHECK_TIME,
            SecurityFlags.PEER_SKIP_CLIENT_SAN_VERIFICATION,
            MonitoringFlags.WARNING_APPLY_DURATION,
            MonitoringFlags.WARNING_UNARY_REQUEST_DURATION,
            MonitoringFlags.ENABLE_TRACING,
            MonitoringFlags.TRACING_ADDRESS,
            MonitoringFlags.TRACING_SERVICE_NAME,
            MonitoringFlags.TRACING_INSTANCE_ID,
            MonitoringFlags.TRACING_SAMPLING_RATE)
        .map(target -> renamed("experimental-" + target.name(), target))
        .forEach(all::add);
    // The config file of 3.5 and 3.6 spelled this one differently.
    all.add(
        renamed("experimental-snapshot-catch-up-entries", MemberFlags.SNAPSHOT_CATCHUP_ENTRIES));
    all.add(
        gated("experimental-stop-grpc-service-on-defrag", FeatureGate.STOP_GRPC_SERVICE_ON_DEFRAG));
    all.add(gated("experimental-initial-corrupt-check", FeatureGate.INITIAL_CORRUPT_CHECK));
    all.add(gated("experimental-compact-hash-check-enabled", FeatureGate.COMPACT_HASH_CHECK));
    all.add(
        gated(
            "experimental-txn-mode-write-with-shared-buffer",
            FeatureGate.TXN_MODE_WRITE_WITH_SHARED_BUFFER));
    all.add(gated("experimental-enable-lease-checkpoint", FeatureGate.LEASE_CHECKPOINT));
    all.add(
        gated(
            "experimental-enable-lease-checkpoint-persist", FeatureGate.LEASE_CHECKPOINT_PERSIST));
    all.add(new Gone(Flag.of("experimental-enable-v2v3", FlagKind.STRING, "", "", "")));
    return List.copyOf(all);
  }

  /** The alias that a flag stands for, if it is one. */
  static Optional<Alias> of(Flag<?> flag) {
    return ALL.stream().filter(alias -> alias.old() == flag).findFirst();
  }
}
