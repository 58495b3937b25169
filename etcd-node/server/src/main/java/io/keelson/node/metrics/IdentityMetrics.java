package io.keelson.node.metrics;

/** Who the member is and what it runs: values that are labels of a constant. */
public final class IdentityMetrics {
  private final Family<Gauge> id;
  private final Family<Gauge> clusterVersion;
  private final Family<Gauge> featureEnabled;

  IdentityMetrics(MetricRegistry registry, MetricsConfig config) {
    id = registry.gauges("etcd_server_id", "1 with the member's id as a label.", "server_id");
    clusterVersion =
        registry.gauges(
            "etcd_cluster_version",
            "1 with the version the cluster has agreed on as a label.",
            "cluster_version");
    featureEnabled =
        registry.gauges(
            "etcd_server_feature_enabled",
            "1 for a feature that is enabled, 0 for one that is not.",
            "name",
            "stage");
    registry
        .gauges("etcd_server_version", "1 with the server's version as a label.", "server_version")
        .with(config.serverVersion())
        .set(true);
    registry
        .gauges(
            "etcd_server_go_version",
            "1 with the version of what runs the server as a label.",
            "server_go_version")
        .with(config.runtimeVersion())
        .set(true);
  }

  /** Names this member by its id in hexadecimal digits. */
  public void memberId(String hex) {
    id.clear();
    id.with(hex).set(true);
  }

  /** Names the version the cluster has agreed on, as in {@code 3.7}. */
  public void clusterVersion(String version) {
    clusterVersion.clear();
    clusterVersion.with(version).set(true);
  }

  /** Says whether a feature is on; the stage in capitals, as in ALPHA, BETA. */
  public void feature(String name, String stage, boolean enabled) {
    featureEnabled.with(name, stage).set(enabled);
  }
}
