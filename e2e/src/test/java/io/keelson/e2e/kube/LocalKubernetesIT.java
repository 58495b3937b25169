package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The local Kubernetes gives what tests of the operator and the demonstration rely on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LocalKubernetesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration NODE_LIMIT = Duration.ofSeconds(30);
  private static final String NAMESPACE = "local-kubernetes";
  private static final String IMAGE = "docker.io/keelson/pause:dev";
  private static final String OURS = "keelson-kube";
  private static final int NODES = 3;
  private static final int VOLUMES = 12 * NODES;
  private LocalKubernetes cluster;
  private KubernetesClient client;

  @BeforeAll
  void start() {
    cluster = Requires.cluster();
    Assumptions.assumeTrue(cluster.isOurs(), "the cluster of KUBECONFIG is not to be broken");
    client = cluster.newClient();
    var name = new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata();
    client.namespaces().resource(name.build()).create();
  }

  @AfterAll
  void stop() {
    if (client != null) {
      client.close();
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void nodesAreReadyInZonesOfTheirOwn() {
    List<Node> nodes = client.nodes().list().getItems();
    assertThat(nodes).hasSize(NODES).allMatch(Readiness::isNodeReady);
    assertThat(nodes)
        .extracting(node -> node.getMetadata().getLabels().get("topology.kubernetes.io/zone"))
        .containsExactlyInAnyOrder("z1", "z2", "z3");
  }

  @Test
  @Order(2)
  void podsOnAllNodesWriteToTheirVolumes() throws IOException {
    Path manifest = Repository.root().resolve("e2e/src/test/resources/kube/probe.yaml");
    cluster.kubectl().print(Files.readString(manifest), "apply", "-n", NAMESPACE, "-f", "-");
    awaitPods();
    assertThat(pods())
        .extracting(pod -> pod.getSpec().getNodeName())
        .containsExactlyInAnyOrder("node1", "node2", "node3");
    List<PersistentVolume> bound = volumes("Bound");
    assertThat(bound).hasSize(NODES);
    for (PersistentVolume volume : bound) {
      String claim = volume.getSpec().getClaimRef().getName();
      Path written = folder(volume).resolve("name");
      assertThat(Files.readString(written).strip()).isEqualTo(claim.replace("data-", ""));
      assertThat(Files.getAttribute(written, "unix:gid")).isEqualTo(2000);
    }
  }

  @Test
  @Order(3)
  void namesOfPodsAndServicesResolve() {
    for (Pod pod : pods()) {
      String name = pod.getMetadata().getName();
      assertThat(inPod("lookup", name + ".probe").out().strip())
          .isEqualTo(pod.getStatus().getPodIP());
    }
    assertThat(inPod("lookup", "probe." + NAMESPACE + ".svc.cluster.local").out().lines())
        .hasSize(NODES);
    assertThat(inPod("lookup", "kubernetes.default").out().strip()).isEqualTo("10.96.0.1");
    for (String unknown : List.of("probe-7.probe", "example.invalid")) {
      assertThat(inPod("lookup", unknown).err()).contains("no such host");
    }
  }

  @Test
  @Order(4)
  void serviceReachesThePodsOfAllNodes() {
    Set<String> answered = new HashSet<>();
    await(
        () -> {
          answered.add(inPod("fetch", "front:80").out().strip());
          return answered.containsAll(Set.of("probe-0", "probe-1", "probe-2"));
        },
        "each pod answers through the service");
  }

  @Test
  @Order(5)
  void imagesAreLoaded() throws Exception {
    Path tar = cluster.kubeconfig().resolveSibling("bin/pause.tar");
    assertThat(cluster.load(tar)).isEqualTo(IMAGE);
  }

  @Test
  @Order(6)
  void lostNodesAreSeenAndComeBackWithTheirPods() {
    cluster.stopNode(1);
    cluster.pauseNode(2);
    cluster.cutNode(3);
    for (int node = 1; node <= NODES; node++) {
      int lost = node;
      assertThat(Await.until(NODE_LIMIT, () -> !isReady(lost))).as("node%d lost", node).isTrue();
    }
    for (int node = 1; node <= NODES; node++) {
      cluster.startNode(node);
    }
    await(() -> isReady(1) && isReady(2) && isReady(3), "all nodes are ready again");
    await(() -> restarts() >= 2, "the containers of the stopped node were started again");
    awaitPods();
  }

  @Test
  @Order(7)
  void releasedVolumesAreReplaced() {
    List<Path> old = volumes("Bound").stream().map(LocalKubernetesIT::folder).toList();
    cluster.kubectl().print("", "delete", "-n", NAMESPACE, "statefulset", "probe");
    cluster.kubectl().print("", "delete", "-n", NAMESPACE, "pvc", "--all");
    await(() -> volumes("Available").size() == VOLUMES, "all volumes can be claimed");
    assertThat(old).hasSize(NODES).noneMatch(Files::exists);
  }

  @Test
  @Order(8)
  void downLeavesNothing() throws IOException {
    Path state = Objects.requireNonNull(cluster.kubeconfig().getParent());
    assertThat(processes(state)).as("the check finds what runs").isNotEmpty();
    assertThat(namespacesAndGroups()).as("the check finds what is there").isNotEmpty();
    client.close();
    cluster.close();
    assertThat(processes(state)).isEmpty();
    assertThat(namespacesAndGroups()).isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(OURS);
    assertThat(state).doesNotExist();
  }

  private List<Pod> pods() {
    return client.pods().inNamespace(NAMESPACE).list().getItems();
  }

  private long restarts() {
    return pods().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(container -> container.getRestartCount())
        .sum();
  }

  private List<PersistentVolume> volumes(String phase) {
    return client.persistentVolumes().list().getItems().stream()
        .filter(volume -> phase.equals(volume.getStatus().getPhase()))
        .toList();
  }

  private static Path folder(PersistentVolume volume) {
    return Path.of(volume.getSpec().getLocal().getPath());
  }

  private boolean isReady(int node) {
    return Readiness.isNodeReady(client.nodes().withName("node" + node).get());
  }

  private Program.Result inPod(String... command) {
    List<String> all =
        new ArrayList<>(List.of("exec", "-n", NAMESPACE, "probe-0", "-c", "serve", "--", "/pause"));
    all.addAll(List.of(command));
    return cluster.kubectl().run("", all.toArray(String[]::new));
  }

  private void awaitPods() {
    await(
        () -> pods().size() == NODES && pods().stream().allMatch(Readiness::isPodReady),
        "all pods are ready");
  }

  /** Of all processes, the command lines that name the state folder. */
  private static List<String> processes(Path state) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(state + "/"))
        .toList();
  }

  private static List<Path> namespacesAndGroups() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : List.of(Path.of("/run/netns"), Path.of("/sys/fs/cgroup"))) {
      if (Files.exists(folder)) {
        try (Stream<Path> paths = Files.walk(folder, 2)) {
          paths.filter(path -> path.getFileName().toString().contains(OURS)).forEach(found::add);
        }
      }
    }
    return found;
  }

  private void await(BooleanSupplier condition, String what) {
    assertThat(Await.until(LIMIT, condition))
        .as(
            () ->
                "waited for: %s\n%s"
                    .formatted(what, cluster.kubectl().run("", "get", "nodes,pods,pv", "-A").out()))
        .isTrue();
  }
}
