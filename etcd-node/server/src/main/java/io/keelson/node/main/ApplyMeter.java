package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.apply.StateMachine.Effect;
import io.keelson.node.command.Command;
import io.keelson.node.command.Refusal;
import io.keelson.node.command.RequestText;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.RequestMetrics;
import io.keelson.node.metrics.SuccessCells;
import org.jspecify.annotations.Nullable;

/** Measures how long requests take to apply, and names those that take too long. Apply thread. */
final class ApplyMeter {
  private static final String VERSION = "v3";

  private final NanoClock clock;
  private final long warningNanos;
  private final RequestMetrics metrics;
  private final Logger log;
  private final SuccessCells put;
  private final SuccessCells delete;
  private final SuccessCells txn;
  private final SuccessCells compaction;
  private final SuccessCells leaseGrant;
  private final SuccessCells leaseRevoke;
  private final SuccessCells leaseCheckpoint;
  private final SuccessCells alarm;
  private final SuccessCells clusterVersion;
  private final SuccessCells memberAttributes;
  private final SuccessCells downgradeInfo;
  private final SuccessCells other;
  private long startNanos;

  ApplyMeter(NanoClock clock, long warningNanos, RequestMetrics metrics, Logger log) {
    this.clock = clock;
    this.warningNanos = warningNanos;
    this.metrics = metrics;
    this.log = log;
    put = cells("Put");
    delete = cells("DeleteRange");
    txn = cells("Txn");
    compaction = cells("Compaction");
    leaseGrant = cells("LeaseGrant");
    leaseRevoke = cells("LeaseRevoke");
    leaseCheckpoint = cells("LeaseCheckpoint");
    alarm = cells("Alarm");
    clusterVersion = cells("ClusterVersionSet");
    memberAttributes = cells("ClusterMemberAttrSet");
    downgradeInfo = cells("DowngradeInfoSet");
    other = cells("unknown");
  }

  private SuccessCells cells(String op) {
    return new SuccessCells(metrics.applyDuration, VERSION, op);
  }

  void started() {
    startNanos = clock.nanoTime();
  }

  void ended(Effect effect) {
    @Nullable Command command = effect.command();
    if (command == null) {
      return;
    }
    long took = clock.nanoTime() - startNanos;
    @Nullable Refusal refusal =
        effect.result() instanceof Refused refused ? refused.refusal() : null;
    boolean hasSucceeded = refusal == null || refusal == Refusal.COMPACTED;
    cells(command).observe(hasSucceeded, took);
    if (took > warningNanos) {
      metrics.slowApply.inc();
      log.warn(
          "apply request took too long",
          Field.nanos("took", took),
          Field.nanos("expected-duration", warningNanos),
          Field.of("prefix", ""),
          Field.of("request", RequestText.of(effect.requestId(), command)),
          Field.of("response", ""));
    }
    if (!hasSucceeded) {
      log.warn(
          "failed to apply request",
          Field.nanos("took", took),
          Field.of("request", RequestText.of(effect.requestId(), command)),
          Field.of("response", ""),
          Field.error(String.valueOf(refusal)));
    }
  }

  private SuccessCells cells(Command command) {
    return switch (command) {
      case Command.Put ignored -> put;
      case Command.DeleteRange ignored -> delete;
      case Command.Txn ignored -> txn;
      case Command.Compact ignored -> compaction;
      case Command.LeaseGrant ignored -> leaseGrant;
      case Command.LeaseRevoke ignored -> leaseRevoke;
      case Command.LeaseCheckpoint ignored -> leaseCheckpoint;
      case Command.AlarmChange ignored -> alarm;
      case Command.ClusterVersionSet ignored -> clusterVersion;
      case Command.MemberAttributesSet ignored -> memberAttributes;
      case Command.DowngradeInfoSet ignored -> downgradeInfo;
      case Command.NoEffect ignored -> other;
      case Command.Unsupported ignored -> other;
    };
  }
}
