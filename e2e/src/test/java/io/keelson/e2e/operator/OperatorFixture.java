package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.Kubectl;
import io.keelson.e2e.kube.LocalKubernetes;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The operator in a Kubernetes on this machine, installed by its chart from images of this tree;
 * one for all tests of this JVM. It goes with the Kubernetes, or is taken off one that was there
 * before. Safe for many threads.
 */
final class OperatorFixture {
  static final String SYSTEM = "keelson-system";

  private static final String LEASE = "keelson-operator";
  private static final Path APP = Path.of("operator/target/quarkus-app/quarkus-run.jar");

  private static @Nullable OperatorFixture shared;

  private final LocalKubernetes kubernetes;
  private final KubernetesClient client;

  private OperatorFixture(LocalKubernetes kubernetes) {
    this.kubernetes = kubernetes;
    client = kubernetes.newClient();
  }

  /** Installs it when that was not done yet; a test for which that is not possible is skipped. */
  static synchronized OperatorFixture shared() {
    Assumptions.assumeTrue(
        Files.exists(Repository.root().resolve(APP)), "no operator: build the module operator");
    Helm helm = Helm.required();
    Images.begin();
    LocalKubernetes kubernetes = Requires.cluster();
    Assumptions.assumeTrue(
        Files.exists(network(1)), "the cluster of KUBECONFIG is not one of e2e/kube/up");
    if (shared == null || shared.kubernetes != kubernetes) {
      var made = new OperatorFixture(kubernetes);
      made.install(helm);
      shared = made;
    }
    return shared;
  }

  LocalKubernetes kubernetes() {
    return kubernetes;
  }

  /** As the cluster's administrator. */
  KubernetesClient client() {
    return client;
  }

  /** As the cluster's administrator. */
  Kubectl kubectl() {
    return kubernetes.kubectl();
  }

  /** The network namespace of a node, counted from 1. */
  static Path network(int node) {
    String name = System.getenv().getOrDefault("KEELSON_KUBE_NAME", "keelson-kube");
    return Path.of("/run/netns", name + "-" + node);
  }

  /** Which operator pod works; empty in between. */
  String leader() {
    var lease = client.leases().inNamespace(SYSTEM).withName(LEASE).get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return Objects.requireNonNullElse(holder, "");
  }

  /** SIGKILL to the operator that works, and a new one soon. Returns whether there was one. */
  boolean killLeader() {
    String leader = leader();
    List<Pod> pods = client.pods().inNamespace(SYSTEM).list().getItems();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      if (!leader.isEmpty() && leader.contains(name)) {
        kubectl().print("", "delete", "pod", name, "-n", SYSTEM, "--grace-period=0", "--force");
        return true;
      }
    }
    return false;
  }

  /** For a failed test: what the operators said last. */
  String logs() {
    StringBuilder said = new StringBuilder();
    for (Pod pod : client.pods().inNamespace(SYSTEM).list().getItems()) {
      String name = pod.getMetadata().getName();
      Program.Result log = kubectl().run("", "logs", name, "-n", SYSTEM, "--tail=15");
      said.append("---- ").append(name).append('\n').append(log.out()).append(log.err());
    }
    return said.toString();
  }

  private void install(Helm helm) {
    long start = System.nanoTime();
    boolean wasThere = client.namespaces().withName(SYSTEM).get() != null;
    if (System.getenv("KUBECONFIG") != null && !wasThere) {
      Thread goodbye = new Thread(() -> takeOff(helm), "operator-off");
      Runtime.getRuntime().addShutdownHook(goodbye);
    }
    kubernetes.load(Images.await("etcd-node"));
    kubernetes.load(Images.await("etcd-backup"));
    Path operator = Images.await("operator");
    kubernetes.load(operator);
    // A name that does not change does not start pods anew when the image has changed.
    String key = read(operator.resolveSibling("operator.key")).strip().substring(0, 16);
    helm.install(
        kubernetes.kubeconfig(),
        List.of("--set-string=podAnnotations.image=" + key, "--set=logging.json=false"));
    System.out.printf(
        "operator installed after %d s%n", (System.nanoTime() - start) / 1_000_000_000);
  }

  /** A given Kubernetes is left as it was: without the operator, its namespace and definitions. */
  private void takeOff(Helm helm) {
    helm.uninstall(kubernetes.kubeconfig());
    kubectl().run("", "delete", "namespace", SYSTEM, "--wait=false");
    kubectl().run("", "delete", "crd", "etcdclusters.etcd.keelson.dev", "--wait=false");
    kubectl().run("", "delete", "crd", "etcdmembers.etcd.keelson.dev", "--wait=false");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
