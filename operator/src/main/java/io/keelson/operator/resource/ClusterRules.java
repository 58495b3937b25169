package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.RulesSpec;
import io.keelson.operator.api.ThresholdsSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts about a cluster, for the Prometheus operator. */
public final class ClusterRules {
  private static final String CRITICAL = "critical";
  private static final String WARNING = "warning";

  private ClusterRules() {}

  /** The alerts, if the user wants them; only for clusters that know the kind. */
  public static Optional<GenericKubernetesResource> build(EtcdCluster cluster) {
    RulesSpec wanted = cluster.getSpec().monitoring().rules();
    if (!wanted.enabled()) {
      return Optional.empty();
    }
    ObjectMeta metadata =
        Owners.ofCluster(cluster, Names.name(cluster), "monitoring")
            .edit()
            .addToLabels(wanted.labels())
            .build();
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("name", "etcd-" + Names.namespace(cluster) + "-" + Names.name(cluster));
    group.put("rules", alerts(cluster, wanted.thresholds()));
    return Optional.of(
        Generic.object(
            "monitoring.coreos.com/v1",
            "PrometheusRule",
            metadata,
            Map.of("groups", List.of(group))));
  }

  private static List<Map<String, Object>> alerts(EtcdCluster cluster, ThresholdsSpec limits) {
    String of =
        "{namespace=\"%s\",service=\"%s\"}"
            .formatted(Names.namespace(cluster), Names.peerService(cluster));
    List<Map<String, Object>> alerts = new ArrayList<>();
    alerts.add(
        alert(
            "EtcdNoLeader",
            "etcd_server_has_leader%s == 0".formatted(of),
            "1m",
            CRITICAL,
            "{{ $labels.pod }} has had no leader for a minute: look at the EtcdCluster's status"));
    if (cluster.getSpec().replicas() > 1) {
      // A single member never has one to spare.
      alerts.add(
          alert(
              "EtcdQuorumAtRisk",
              "count(up%s == 1) <= %d".formatted(of, cluster.getSpec().replicas() / 2 + 1),
              "5m",
              CRITICAL,
              "one more lost member takes the quorum: bring back the missing one"));
    }
    alerts.addAll(wear(of, limits));
    return alerts;
  }

  private static List<Map<String, Object>> wear(String of, ThresholdsSpec limits) {
    return List.of(
        alert(
            "EtcdMemberDown",
            "up%s == 0".formatted(of),
            "5m",
            WARNING,
            "{{ $labels.pod }} has not answered for five minutes: look at its pod"),
        alert(
            "EtcdQuotaPressure",
            "100 * etcd_mvcc_db_total_size_in_bytes%1$s / etcd_server_quota_backend_bytes%1$s > %2$d"
                .formatted(of, limits.quotaUsedPercent()),
            "10m",
            WARNING,
            "the database of {{ $labels.pod }} nears its quota: compact, defragment, or raise"
                + " options.quotaBackendBytes"),
        alert(
            "EtcdLeaderChanges",
            "increase(etcd_server_leader_changes_seen_total%s[1h]) > %d"
                .formatted(of, limits.leaderChangesPerHour()),
            "5m",
            WARNING,
            "the leader changes often: look for slow disks or a slow network"),
        alert(
            "EtcdSlowDisk",
            ("histogram_quantile(0.99, rate(etcd_disk_wal_fsync_duration_seconds_bucket%s[5m]))"
                    + " > %s")
                .formatted(of, seconds(limits.fsyncMilliseconds())),
            "10m",
            WARNING,
            "the disk of {{ $labels.pod }} is slow: one write in a hundred takes longer than"
                + " allowed"));
  }

  private static String seconds(int millis) {
    return millis / 1000 + ".%03d".formatted(millis % 1000);
  }

  private static Map<String, Object> alert(
      String name, String expression, String hold, String severity, String summary) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("alert", name);
    alert.put("expr", expression);
    alert.put("for", hold);
    alert.put("labels", Map.of("severity", severity));
    alert.put("annotations", Map.of("summary", summary));
    return alert;
  }
}
