package io.keelson.node.main;

import io.keelson.node.apply.ApplyListener;
import io.keelson.node.apply.StateMachine.Effect;
import io.keelson.node.command.Command.ClusterVersionSet;
import io.keelson.node.log.Field;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.node.replica.ReplicaListener;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Carries news between the agents and to the log. */
final class NodeEvents implements ReplicaListener, ApplyListener {
  private final NodeAssembly node;
  private final NodeParts parts;
  private final ApplyMeter meter;
  private final MemberLog memberLog;
  private long commitStartNanos;

  /** Hears of the agents of a node, which is being built and complete before they run. */
  NodeEvents(NodeAssembly node, NodeParts parts) {
    this.node = node;
    this.parts = parts;
    this.meter =
        new ApplyMeter(
            parts.clock(),
            parts.config().observability().warningApplyDuration().toNanos(),
            parts.metrics().requests,
            parts.log());
    this.memberLog = new MemberLog(node::identity, parts.log());
  }

  @Override
  public void noted(String text) {
    parts.log().named("raft").info(text);
  }

  @Override
  public void leadershipChanged(ReplicaStatus status) {
    parts.metrics().server.hasLeader.set(status.leader() != 0);
    parts.metrics().server.isLeader.set(status.isLeader());
    if (status.leader() != 0 && status.readBarrier() == Long.MAX_VALUE) {
      parts.metrics().server.leaderChangesSeen.inc();
    }
  }

  @Override
  public void applying() {
    meter.started();
  }

  @Override
  public void performed(Effect effect) {
    meter.ended(effect);
    if (effect.command() instanceof ClusterVersionSet set) {
      node.versionGuard().checkApplied(set.version());
    }
  }

  @Override
  public void committing() {
    commitStartNanos = parts.clock().nanoTime();
  }

  @Override
  public void committed() {
    parts.metrics().disk.backendCommit.observeNanos(parts.clock().nanoTime() - commitStartNanos);
  }

  @Override
  public void applied(long index) {
    node.trimmer().applied(index);
  }

  @Override
  public void replaceStore(SnapshotMeta received) {
    try {
      node.replaceStore(received.index());
    } catch (IOException e) {
      throw new UncheckedIOException("the received store cannot take its place", e);
    }
  }

  @Override
  public void restored(SnapshotMeta received) {
    node.maintenance().restored();
    node.trimmer().restored(received.index());
    node.peersChanged();
    parts
        .log()
        .info(
            "applied snapshot",
            Field.of("snapshot-index", received.index()),
            Field.of("snapshot-term", received.term()),
            Field.of("current-rev", node.store().revision()));
  }

  @Override
  public void termBegan(long term) {
    node.termBegan(term);
  }

  @Override
  public void membersChanged(long index, Decision decision) {
    node.replica().confApplied(index, decision.change());
    node.peersChanged();
    memberLog.changed(decision);
    if (decision.hasRemoved(node.identity().nodeId())) {
      node.departure().removed();
    }
  }

  @Override
  public void alarmsTouched() {
    Gauges.show(node.alarms().alarms(), parts.metrics());
  }

  @Override
  public void quotaExceeded() {
    node.spaceQuota().exceeded();
  }

  @Override
  public void compactionScheduled(
      long previousRevision, long compactRevision, boolean isPreviousFinished) {
    node.maintenance().compact(previousRevision, compactRevision, isPreviousFinished);
  }
}
