package io.keelson.node.main;

import io.keelson.node.alarm.Alarms;
import io.keelson.node.config.FeatureGate;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.StoreView;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Connects gauges with what they show; nothing is computed before a scrape asks. */
final class Gauges {
  private Gauges() {}

  static void connect(NodeMetrics metrics, NodeAssembly node, ServerConfig config) {
    metrics.identity.memberId(Long.toHexString(node.identity().nodeId()));
    for (FeatureGate gate : FeatureGate.values()) {
      metrics.identity.feature(gate.text(), gate.stage().name(), config.features().isOn(gate));
    }
    metrics.server.quotaBackendBytes.set(node.quota().quotaBytes());
    metrics.server.proposalsCommitted.follow(() -> node.replica().committedIndex().get());
    metrics.server.proposalsApplied.follow(() -> node.appliedIndex().get());
    metrics.server.proposalsPending.follow(() -> node.requests().size());
    metrics.mvcc.currentRevision.follow(() -> read(node, StoreView::revision));
    metrics.mvcc.compactRevision.follow(() -> read(node, StoreView::compactRevision));
    metrics.mvcc.dbTotalSizeBytes.follow(() -> node.engine().sizeBytes());
    metrics.mvcc.dbInUseSizeBytes.follow(
        () -> Math.min(node.engine().sizeBytes(), node.engine().liveBytes()));
    metrics.mvcc.keys.follow(() -> read(node, StoreView::keyCount));
  }

  /** Shows which alarms are raised; those withdrawn stay, as 0. */
  static void show(Alarms alarms, NodeMetrics metrics) {
    metrics.health.showAlarms(
        alarms.raised().stream()
            .map(alarm -> List.of(Long.toHexString(alarm.memberId()), alarm.typeName()))
            .toList());
  }

  /** Shows who belongs to the cluster, and whether this member only receives. */
  static void show(Membership membership, long self, NodeMetrics metrics) {
    metrics.network.showMembers(
        Long.toHexString(self),
        membership.members().stream().map(member -> Long.toHexString(member.id())).toList());
    metrics.server.isLearner.set(
        membership.members().stream().anyMatch(one -> one.id() == self && one.isLearner()));
  }

  private static double read(NodeAssembly node, ToDoubleFunction<StoreView> value) {
    StoreView view = node.store().view();
    try {
      return value.applyAsDouble(view);
    } finally {
      view.release();
    }
  }
}
