package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Etcdctl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Controllers and scheduler do their work over the node. There are no kubelets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KubernetesControllersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NAMESPACES = Scale.isFull() ? 50 : 5;
  private static final int OBJECTS = 20;
  private static final int REPLICAS = 3;
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: default}
      spec:
        replicas: %d
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "example.invalid/web:1"}]}
      """;
  private static final String NODE =
      """
      {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "fake"}}
      """;
  private ControlPlane plane;

  @BeforeAll
  void start() {
    KubePrograms programs = Requires.kubernetes();
    Assumptions.assumeTrue(
        programs.hasControllers(),
        () -> "no kube-controller-manager and kube-scheduler in " + programs.directory());
    plane = new ControlPlane(Requires.subject(), programs).start();
    plane.startControllers();
    plane.startScheduler();
  }

  @AfterAll
  void stop() {
    if (plane != null) {
      plane.close();
    }
  }

  @Test
  @Order(1)
  void controllersAreElected() {
    for (String name : List.of("kube-controller-manager", "kube-scheduler")) {
      await(() -> holder("kube-system", name) != null, "somebody leads as " + name);
    }
    var account = plane.client().serviceAccounts().inNamespace("default").withName("default");
    await(() -> account.get() != null, "a default service account");
  }

  @Test
  @Order(2)
  void deploymentBecomesScheduledPods() throws IOException {
    plane.kubectl().print(DEPLOYMENT.formatted(REPLICAS), "apply", "-f", "-");
    await(() -> pods().size() == REPLICAS, "pods of the Deployment");
    await(() -> pods().stream().allMatch(KubernetesControllersIT::isUnschedulable), "no place");
    assertThat(plane.http().post("/api/v1/nodes", NODE).status()).isEqualTo(201);
    String status =
        """
        {"status": {
          "capacity": {"cpu": "8", "memory": "16Gi", "pods": "100"},
          "allocatable": {"cpu": "8", "memory": "16Gi", "pods": "100"},
          "conditions": [{"type": "Ready", "status": "True", "reason": "Test",
                          "lastHeartbeatTime": "%1$s", "lastTransitionTime": "%1$s"}]}}
        """
            .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    ApiHttp.Answer patched =
        plane.http().send("PATCH", "/api/v1/nodes/fake/status", ApiHttp.MERGE_PATCH, status);
    assertThat(patched.status()).as("%s", patched.body()).isEqualTo(200);
    await(() -> bound() == REPLICAS, "all pods on the node");
    plane.kubectl().print(DEPLOYMENT.formatted(REPLICAS + 2), "apply", "-f", "-");
    await(() -> bound() == REPLICAS + 2, "more pods on the node");
    plane.kubectl().print("", "delete", "deployment", "web");
    plane.kubectl().print("", "delete", "pods", "-l", "app=web", "--force", "--grace-period=0");
    await(() -> pods().isEmpty(), "no pods");
    var replicaSets = plane.client().apps().replicaSets().inNamespace("default");
    await(() -> replicaSets.list().getItems().isEmpty(), "the ReplicaSet is collected");
  }

  @Test
  @Order(3)
  void namespacesAreDeletedWithTheirContent() throws Exception {
    for (int i = 0; i < NAMESPACES; i++) {
      var name = new NamespaceBuilder().withNewMetadata().withName("doomed" + i).endMetadata();
      plane.client().namespaces().resource(name.build()).create();
    }
    Parallel.send(
        NAMESPACES * OBJECTS,
        number -> {
          String resource = number % 2 == 0 ? "configmaps" : "secrets";
          String path = "/api/v1/namespaces/doomed" + number / OBJECTS + "/" + resource;
          String body = "{\"metadata\":{\"name\":\"n" + number + "\"}}";
          assertThat(plane.http().post(path, body).status()).isEqualTo(201);
        });
    var tool = new Etcdctl(Requires.reference("3.7"), plane.storage().endpoints());
    assertThat(keysOfDoomed(tool)).isGreaterThanOrEqualTo(NAMESPACES * OBJECTS);
    for (int i = 0; i < NAMESPACES; i++) {
      assertThat(plane.http().delete("/api/v1/namespaces/doomed" + i).isSuccess()).isTrue();
    }
    await(
        () ->
            plane.client().namespaces().list().getItems().stream()
                .noneMatch(namespace -> namespace.getMetadata().getName().startsWith("doomed")),
        "no doomed namespace");
    // Events about the removed objects may be written late; they expire by themselves.
    assertThat(keysOfDoomed(tool)).isZero();
  }

  @Test
  @Order(4)
  void candidatesTakeTurns() throws Exception {
    var candidates = new Candidates(plane.client(), "default", "turn");
    assertThat(candidates.runInTurn(LIMIT)).containsExactly("first", "second", "third");
    assertThat(holder("default", "turn")).isIn("", null);
  }

  @Test
  @Order(5)
  void nothingWentWrongUnnoticed() throws IOException {
    assertThat(ApiServerMetrics.disturbances(plane.http())).isEmpty();
    assertThat(ApiServerLog.unknown(plane.apiServerLog()))
        .as("lines that the API server does not write over upstream's etcd")
        .isEmpty();
  }

  private int keysOfDoomed(Etcdctl tool) {
    String[] arguments =
        plane.storage().toolArguments("get", "/registry/", "--prefix", "--keys-only");
    return tool.run("", arguments)
        .out()
        .lines()
        .filter(key -> key.contains("/doomed") && !key.startsWith("/registry/events/"))
        .toList()
        .size();
  }

  private @Nullable String holder(String namespace, String name) {
    Lease lease = plane.client().leases().inNamespace(namespace).withName(name).get();
    return lease == null ? null : lease.getSpec().getHolderIdentity();
  }

  private List<Pod> pods() {
    return plane.client().pods().inNamespace("default").withLabel("app", "web").list().getItems();
  }

  private long bound() {
    return pods().stream().filter(pod -> "fake".equals(pod.getSpec().getNodeName())).count();
  }

  private static boolean isUnschedulable(Pod pod) {
    return pod.getStatus().getPhase().equals("Pending")
        && pod.getStatus().getConditions().stream()
            .anyMatch(condition -> "Unschedulable".equals(condition.getReason()));
  }

  private void await(BooleanSupplier condition, String what) {
    assertThat(Await.until(LIMIT, condition))
        .as(() -> "waited for: " + what + "; controllers say:\n" + plane.controllerTail())
        .isTrue();
  }
}
