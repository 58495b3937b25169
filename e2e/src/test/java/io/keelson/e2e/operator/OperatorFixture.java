package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.Kubectl;
import io.keelson.e2e.kube.LocalKubernetes;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  /** With {@code -Doperator.installed} the one that is there is used as it is, images too. */
  private static final boolean INSTALLED = System.getProperty("operator.installed") != null;

  private static @Nullable OperatorFixture shared;

  private final LocalKubernetes kubernetes;
  private final KubernetesClient client;
  private boolean hasOtherImage;

  private OperatorFixture(LocalKubernetes kubernetes) {
    this.kubernetes = kubernetes;
    client = kubernetes.newClient();
  }

  /** Installs it when that was not done yet; a test for which that is not possible is skipped. */
  static synchronized OperatorFixture shared() {
    Assumptions.assumeTrue(
        Files.exists(Repository.root().resolve(APP)), "no operator: build the module operator");
    Helm helm = Helm.required();
    LocalKubernetes kubernetes = Requires.cluster();
    Assumptions.assumeTrue(
        Files.exists(network(1)), "the cluster of KUBECONFIG is not one of e2e/kube/up");
    if (shared == null || shared.kubernetes != kubernetes) {
      var made = new OperatorFixture(kubernetes);
      if (!INSTALLED) {
        made.install(helm);
      }
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

  /** How an operator dies. */
  enum Death {
    /** The pod goes without a goodbye, and another is made. */
    POD,
    /** SIGKILL to the process; the kubelet starts it again in the same pod. */
    PROCESS
  }

  /** Kills the operator that works. Returns whether there was one to be killed in this way. */
  boolean killLeader(Death death) {
    String leader = leader();
    List<Pod> pods = client.pods().inNamespace(SYSTEM).list().getItems();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      if (!leader.isEmpty() && leader.contains(name)) {
        if (death == Death.PROCESS) {
          return killProcess(pod.getMetadata().getUid());
        }
        kubectl().print("", "delete", "pod", name, "-n", SYSTEM, "--grace-period=0", "--force");
        return true;
      }
    }
    return false;
  }

  /** Whether somebody renewed the lease after a moment, other than the named pod. */
  boolean leadsSince(Instant moment, String notThis) {
    var lease = client.leases().inNamespace(SYSTEM).withName(LEASE).get();
    if (lease == null || lease.getSpec().getRenewTime() == null) {
      return false;
    }
    String holder = Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
    return lease.getSpec().getRenewTime().toInstant().isAfter(moment)
        && !holder.isEmpty()
        && !holder.equals(notThis);
  }

  /** Returns when so many are there, and one of them works. */
  void scaleOperator(int replicas) {
    kubectl().print("", "scale", "deployment", LEASE, "-n", SYSTEM, "--replicas=" + replicas);
    boolean done =
        Await.until(
            Duration.ofMinutes(3),
            () -> {
              List<Pod> pods = client.pods().inNamespace(SYSTEM).list().getItems();
              return pods.size() == replicas
                  && pods.stream().allMatch(Readiness::isPodReady)
                  && pods.stream().anyMatch(pod -> leader().equals(pod.getMetadata().getName()));
            });
    if (!done) {
      throw new IllegalStateException("not %d operators: %s".formatted(replicas, logs()));
    }
  }

  /** The Java process whose control group names the pod. */
  private static boolean killProcess(String pod) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .filter(process -> groups(process.pid()).contains(pod))
        .findFirst()
        .map(ProcessHandle::destroyForcibly)
        .orElse(false);
  }

  private static String groups(long process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process), "cgroup"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** The image of members once more, as tag {@code two}: its name is as long as the first one. */
  synchronized void loadOtherNodeImage() {
    if (hasOtherImage) {
      return;
    }
    hasOtherImage = true;
    Path made = Folders.create("image");
    try {
      byte[] bytes = Files.readAllBytes(Images.await("etcd-node"));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String other = text.replace("/etcd-node:dev\"", "/etcd-node:two\"");
      Path tar = made.resolve("other.tar");
      Files.write(tar, other.getBytes(StandardCharsets.ISO_8859_1));
      kubernetes.load(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Folders.delete(made);
    }
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
