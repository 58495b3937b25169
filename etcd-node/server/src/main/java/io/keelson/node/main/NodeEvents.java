package io.keelson.node.main;

import io.keelson.node.apply.ApplyListener;
import io.keelson.node.apply.StateMachine.Effect;
import io.keelson.node.command.Command.ClusterVersionSet;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.node.replica.ReplicaListener;
import io.keelson.node.replica.ReplicaStatus;

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
    this.memberLog = new MemberLog(node::identity, parts.metrics(), parts.log());
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
  public void termBegan(long term) {
    node.leases().termBegan(term);
  }

  @Override
  public void membersChanged(long index, Decision decision) {
    node.replica().confApplied(index, decision.change());
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
