package io.keelson.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class NodeMetricsTest {
  private static final String MAX_LABELLED = "etcd_network_snapshot_send_success";

  /** One line of the sample: name, type, labels, buckets, when. */
  private record Expected(String name, String type, String labels, String buckets, String when) {
    static Expected parse(String line) {
      List<String> parts = List.of(line.split(" \\| ", -1));
      return parts.size() == 5
          ? new Expected(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4))
          : new Expected(parts.get(0), parts.get(1), parts.get(2), "-", parts.get(3));
    }

    String described() {
      return String.join(" ", name, type, labels, bounds());
    }

    private String bounds() {
      if (!buckets.startsWith("exp(")) {
        return buckets;
      }
      List<String> args = List.of(buckets.substring(4, buckets.length() - 1).split(",", -1));
      return NodeMetricsTest.bounds(
          Buckets.exponential(
              Double.parseDouble(args.get(0)),
              Double.parseDouble(args.get(1)),
              Integer.parseInt(args.get(2))));
    }
  }

  @Test
  void registersEveryMetricOfTheReference() {
    Map<String, Family<?>> ours = new TreeMap<>();
    for (Family<?> family : metrics(true, true).registry().families()) {
      ours.put(family.name(), family);
    }
    List<Expected> expected = expected();
    assertThat(expected).hasSizeGreaterThan(150).anyMatch(e -> e.name().equals(MAX_LABELLED));
    for (Expected metric : expected) {
      Family<?> family = ours.remove(metric.name());
      assertThat(family).as(metric.name()).isNotNull();
      if (family != null) {
        assertThat(described(family)).isEqualTo(metric.described());
        assertThat(family.help()).isNotBlank();
      }
    }
    assertThat(ours.keySet()).allMatch(name -> name.startsWith("jvm_"));
  }

  @Test
  void exportsFromTheStartWhatTheReferenceDoes() {
    NodeMetrics metrics = metrics(false, true);
    metrics.identity.memberId("628170c800dbcee");
    metrics.identity.clusterVersion("3.6");
    metrics.identity.clusterVersion("3.7");
    metrics.identity.feature("AllAlpha", "ALPHA", false);
    metrics.requests.applyDuration.with("v3", "Put", "true").observeNanos(1);
    metrics.requests.requestDuration.with("Put", "true").observeNanos(1);
    metrics.network.showMembers("1", List.of("1", "2"));
    String text = metrics.registry().text();
    TreeSet<String> exported = new TreeSet<>();
    text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> List.of(line.split(" ", -1)).get(2))
        .filter(name -> !name.startsWith("jvm_"))
        .forEach(exported::add);
    TreeSet<String> expected = new TreeSet<>();
    for (Expected metric : expected()) {
      if (metric.when().equals("start")) {
        expected.add(metric.name());
      }
    }
    expected.add("etcd_debugging_store_reads_total");
    expected.add("etcd_debugging_store_writes_total");
    assertThat(exported).isEqualTo(expected);
    assertThat(text)
        .contains(
            "etcd_cluster_version{cluster_version=\"3.7\"} 1\n",
            "etcd_server_id{server_id=\"628170c800dbcee\"} 1\n",
            "etcd_server_version{server_version=\"3.7.1\"} 1\n",
            "etcd_server_go_version{server_go_version=\"java25\"} 1\n",
            "etcd_server_feature_enabled{name=\"AllAlpha\",stage=\"ALPHA\"} 0\n",
            "promhttp_metric_handler_requests_total{code=\"503\"} 0\n")
        .doesNotContain("cluster_version=\"3.6\"");
  }

  @Test
  void reportsTheMethodsOfTheReferenceFromTheStart() {
    NodeMetrics metrics = metrics(true, false);
    TreeSet<String> expected = new TreeSet<>();
    for (String line : TestResource.lines("etcd-3.7.1-grpc-methods.txt")) {
      List<String> parts = List.of(line.split(" ", -1));
      expected.add(
          String.format(
              "{grpc_method=\"%s\",grpc_service=\"%s\",grpc_type=\"%s\"} 0",
              parts.get(1), parts.get(0), parts.get(2)));
    }
    String text = metrics.registry().text();
    for (String name :
        List.of(
            "grpc_server_started_total",
            "grpc_server_msg_received_total",
            "grpc_server_msg_sent_total",
            "grpc_server_handling_seconds_count")) {
      assertThat(samples(text, name)).isEqualTo(expected);
    }
    assertThat(samples(text, "grpc_server_handled_total")).hasSize(17 * 45);
  }

  @Test
  void countsCallsByCode() {
    NodeMetrics metrics = metrics(true, false);
    GrpcMetrics.Method put = metrics.grpc.method("unary", "etcdserverpb.KV", "Put");
    put.started.inc();
    put.ended(8, 2_000_000);
    put.ended(99, 2_000_000);
    assertThat(put.isTimed()).isTrue();
    String labels = "grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}";
    assertThat(metrics.registry().text())
        .contains(
            "grpc_server_started_total{" + labels + " 1\n",
            "grpc_server_handled_total{grpc_code=\"ResourceExhausted\"," + labels + " 1\n",
            "grpc_server_handled_total{grpc_code=\"Unknown\"," + labels + " 1\n",
            "grpc_server_handling_seconds_sum{" + labels + " 0.004\n");
  }

  @Test
  void reportsHealthChecks() {
    NodeMetrics metrics = metrics(false, false);
    metrics.health.checked("readyz", "non_learner", true);
    metrics.health.checked("readyz", "non_learner", false);
    assertThat(metrics.registry().text())
        .contains(
            "etcd_server_healthcheck{name=\"non_learner\",type=\"readyz\"} 0\n",
            "_healthchecks_total{name=\"non_learner\",status=\"error\",type=\"readyz\"} 1\n",
            "_healthchecks_total{name=\"non_learner\",status=\"success\",type=\"readyz\"} 1\n");
  }

  @Test
  void showsWhoBelongsToTheCluster() {
    NodeMetrics metrics = metrics(false, false);
    metrics.network.showMembers("1", List.of("1", "2"));
    metrics.network.showMembers("1", List.of("1", "3"));
    assertThat(metrics.registry().text())
        .contains(
            "etcd_network_known_peers{Local=\"1\",Remote=\"1\"} 1\n",
            "etcd_network_known_peers{Local=\"1\",Remote=\"2\"} 0\n",
            "etcd_network_known_peers{Local=\"1\",Remote=\"3\"} 1\n");
  }

  @Test
  void countsScrapesAfterTheirEnd() {
    NodeMetrics metrics = metrics(false, false);
    metrics.scrape.started();
    assertThat(metrics.registry().text())
        .contains(
            "promhttp_metric_handler_requests_in_flight 1\n",
            "promhttp_metric_handler_requests_total{code=\"200\"} 0\n")
        .doesNotContain("go_goroutines", "grpc_server_handling_seconds");
    metrics.scrape.ended(200);
    assertThat(metrics.registry().text())
        .contains(
            "promhttp_metric_handler_requests_in_flight 0\n",
            "promhttp_metric_handler_requests_total{code=\"200\"} 1\n");
  }

  private static NodeMetrics metrics(boolean extensive, boolean goCompat) {
    return new NodeMetrics(
        new MetricRegistry(), new MetricsConfig("3.7.1", "java25", extensive, goCompat));
  }

  private static List<Expected> expected() {
    return TestResource.lines("etcd-3.7.1-metrics.txt").stream().map(Expected::parse).toList();
  }

  private static Set<String> samples(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{"))
        .map(line -> line.substring(name.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String described(Family<?> family) {
    String labels = family.labelNames().isEmpty() ? "-" : String.join(",", family.labelNames());
    String[] values = new String[family.labelNames().size()];
    Arrays.fill(values, "any");
    Metric cell = family.with(values);
    String bounds = cell instanceof Histogram histogram ? bounds(histogram.buckets()) : "-";
    return String.join(" ", family.name(), family.type().text(), labels, bounds);
  }

  private static String bounds(Buckets buckets) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < buckets.count(); i++) {
      text.append(i == 0 ? "" : ",").append(GoFloat.format(buckets.bound(i)));
    }
    return text.toString();
  }
}
