package io.keelson.node.main;

import io.keelson.node.gateway.HealthObserver;
import io.keelson.node.gateway.NodeHealth;
import io.keelson.node.gateway.VersionSource;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.StoreView;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the HTTP endpoints know of a member. */
final class Health implements NodeHealth, VersionSource, HealthObserver {
  private static final String TIMEOUT = "etcdserver: request timed out";

  private final NodeAssembly node;
  private final NodeMetrics metrics;
  private final Logger log;
  private final String version;

  Health(NodeAssembly node, NodeMetrics metrics, Logger log, String version) {
    this.node = node;
    this.metrics = metrics;
    this.log = log;
    this.version = version;
  }

  @Override
  public Set<String> alarms() {
    Set<String> names = new LinkedHashSet<>();
    node.alarms().alarms().raised().forEach(alarm -> names.add(alarm.typeName()));
    return names;
  }

  @Override
  public boolean hasLeader() {
    return node.replica().status().get().leader() != 0;
  }

  @Override
  public boolean isLearner() {
    @Nullable Member self = node.members().membership().member(node.identity().nodeId());
    return self != null && self.isLearner();
  }

  @Override
  public void range(boolean serializable, Callback callback) {
    if (serializable) {
      read(callback);
    } else {
      node.replica().readIndex().confirm(() -> read(callback), refusal -> callback.done(TIMEOUT));
    }
  }

  private void read(Callback callback) {
    StoreView view = node.store().view();
    try {
      view.count(io.keelson.bytes.Bytes.of(0), io.keelson.bytes.Bytes.EMPTY, 0);
      callback.done(null);
    } finally {
      view.release();
    }
  }

  @Override
  public String server() {
    return version;
  }

  @Override
  public String cluster() {
    @Nullable String agreed = node.members().membership().clusterVersion();
    return agreed == null ? "not_decided" : agreed;
  }

  @Override
  public String storage() {
    // Upstream's storage follows the cluster version, down as well as up.
    @Nullable String agreed = node.members().membership().clusterVersion();
    return agreed == null ? "unknown" : agreed;
  }

  @Override
  public void healthAnswered(boolean isHealthy) {
    (isHealthy ? metrics.health.successes : metrics.health.failures).inc();
  }

  @Override
  public void checked(String type, String name, boolean hasPassed) {
    metrics.health.checked(type, name, hasPassed);
  }

  @Override
  public void refused(String path, int status, String output) {
    if (path.equals("/health")) {
      log.warn("/health error", Field.of("output", output), Field.of("status-code", status));
    } else if (output.isEmpty()) {
      log.warn("Health request error", Field.of("path", path), Field.of("status-code", status));
    } else {
      log.error(
          "Health check error",
          Field.of("path", path),
          Field.of("reason", output),
          Field.of("status-code", status));
    }
  }

  @Override
  public void hostRefused(String host) {
    log.warn(
        "rejecting HTTP request from untrusted host to prevent DNS rebinding attacks",
        Field.of("host", host));
  }
}
