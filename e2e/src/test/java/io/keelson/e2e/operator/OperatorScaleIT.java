package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.ControlPlane;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.FreePorts;
import io.keelson.e2e.process.LoggedProcess;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One operator with many clusters on a real API server; members are simulated. {@code
 * -Dclusters=200} for more than the usual 20.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperatorScaleIT {
  private static final int CLUSTERS = Integer.getInteger("clusters", 20);
  private static final String NAMESPACE = "many";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90 + 3L * CLUSTERS);
  private static final Duration SEEN_LIMIT = Duration.ofSeconds(15);
  private static final long RSS_MAX_KIB = 400 << 10;

  /** Of the process without any cluster, about; what is asked is that clusters add none. */
  private static final int THREADS_MAX = 150;

  private static final ResourceDefinitionContext CLUSTER =
      new ResourceDefinitionContext.Builder()
          .withGroup("etcd.keelson.dev")
          .withVersion("v1alpha1")
          .withKind("EtcdCluster")
          .withPlural("etcdclusters")
          .withNamespaced(true)
          .build();

  private final Path folder = Folders.create("scale");
  private final LoggedProcess operator =
      new LoggedProcess("operator", folder.resolve("operator.log"));
  private ControlPlane plane;
  private SimulatedKubelet kubelet;

  @BeforeAll
  void start() {
    Path app = Repository.root().resolve("operator/target/quarkus-app/quarkus-run.jar");
    Assumptions.assumeTrue(Files.exists(app), "no operator: build the module operator");
    plane = new ControlPlane(Requires.subject(), Requires.kubernetes()).start();
    plane.kubectl().print("", "apply", "-k", Repository.root().resolve("deploy").toString());
    plane
        .kubectl()
        .print("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=25s");
    plane.kubectl().print("", "create", "namespace", NAMESPACE);
    // Without controllers nobody makes it, and pods are refused without.
    plane.kubectl().print("", "create", "serviceaccount", "default", "-n", NAMESPACE);
    kubelet = new SimulatedKubelet(plane.client(), NAMESPACE);
    operator
        .environment("KUBECONFIG", plane.kubeconfig().toString())
        .environment("KUBERNETES_CERTS_CLIENT_KEY_ALGO", "EC")
        .environment("QUARKUS_HTTP_PORT", Integer.toString(FreePorts.take()))
        .environment("QUARKUS_HTTP_HOST", "127.0.0.1")
        .environment("MALLOC_ARENA_MAX", "2")
        .environment("QUARKUS_OPERATOR_SDK_NAMESPACES", "JOSDK_ALL_NAMESPACES")
        .environment("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false")
        .start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As in a container with the limit of the chart.
                "-XX:+UseSerialGC",
                "-Xmx179m",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxDirectMemorySize=32m",
                "-jar",
                app.toString()));
  }

  @AfterAll
  void stop() {
    operator.stop(Duration.ofSeconds(15));
    if (kubelet != null) {
      kubelet.close();
    }
    if (plane != null) {
      plane.close();
    }
    Folders.delete(folder);
  }

  @Test
  void manyClustersCostLittleAndChangesAreSeenSoon() throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < CLUSTERS; i++) {
      plane.kubectl().print(cluster(i), "apply", "-f", "-");
    }
    boolean ready = Await.until(READY_LIMIT, () -> count("Running") == CLUSTERS);
    assertThat(ready).as("%d run: %s", count("Running"), operator.tail()).isTrue();
    long seconds = (System.nanoTime() - start) / 1_000_000_000;

    long slowest = 0;
    for (int i : IntStream.of(0, CLUSTERS / 2, CLUSTERS - 1).distinct().toArray()) {
      slowest = Math.max(slowest, millisUntilSeen(i));
    }
    long rss = status("VmRSS");
    long threads = status("Threads");
    System.out.printf(
        "%d clusters Running after %d s; a change is in the status after %d ms at most;"
            + " operator: %d MiB, %d threads%n",
        CLUSTERS, seconds, slowest, rss >> 10, threads);
    assertThat(rss).isLessThanOrEqualTo(RSS_MAX_KIB);
    assertThat(threads).isLessThan(THREADS_MAX);
  }

  /** From the failed probe of a member until the status of its cluster tells. */
  private long millisUntilSeen(int number) {
    KubernetesClient client = plane.client();
    Pod pod = client.pods().inNamespace(NAMESPACE).withName("c" + number + "-2").get();
    long start = System.nanoTime();
    kubelet.fail(pod);
    boolean seen = Await.until(SEEN_LIMIT, () -> !"3/3".equals(shown("c" + number, "ready")));
    assertThat(seen).as(operator.tail()).isTrue();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private long count(String phase) {
    return plane
        .client()
        .genericKubernetesResources(CLUSTER)
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(one -> phase.equals(statusOf(one).get("phase")))
        .count();
  }

  private @Nullable Object shown(String name, String field) {
    return statusOf(
            plane
                .client()
                .genericKubernetesResources(CLUSTER)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get())
        .get(field);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> statusOf(GenericKubernetesResource one) {
    Object status = one.getAdditionalProperties().get("status");
    return status == null ? Map.of() : (Map<String, Object>) status;
  }

  private long status(String line) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(operator.pid()), "status")).stream()
        .filter(one -> one.startsWith(line + ":"))
        .map(one -> one.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private static String cluster(int number) {
    return """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdCluster
        metadata: {name: c%d, namespace: %s}
        spec: {version: 3.7.1}
        """
        .formatted(number, NAMESPACE);
  }
}
