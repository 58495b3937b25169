package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.keelson.e2e.kube.Kubectl;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A cluster of members with TLS in a namespace of its own, seen and changed as a user does. */
final class ManagedCluster implements AutoCloseable {
  static final String NAME = "trial";
  private static final String API = "etcd.keelson.dev/v1alpha1";
  private static final String KIND = "etcdcluster";
  private static final Duration GONE_LIMIT = Duration.ofMinutes(2);
  private static final String CLUSTER_LABEL = "etcd.keelson.dev/cluster";
  private static final int CLIENT_PORT = 2379;

  private final OperatorFixture fixture;
  private final Kubectl kubectl;
  private final String namespace;
  private final String name;

  private ManagedCluster(OperatorFixture fixture, String namespace, String name) {
    this.fixture = fixture;
    this.kubectl = fixture.kubectl();
    this.namespace = namespace;
    this.name = name;
  }

  /** Asks for three members; the namespace must be new. */
  ManagedCluster(OperatorFixture fixture, String namespace) {
    this(fixture, namespace, NAME);
    var object = new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata();
    fixture.client().namespaces().resource(object.build()).create();
    apply(manifest(NAME, 3));
  }

  /** What such a cluster is asked for, without indentation. */
  static String spec(int replicas) {
    return """
        replicas: %d
        version: 3.7.1
        tls: {client: {selfSigned: {}}}
        storage: {size: 1Gi}
        resources:
          requests: {cpu: 50m, memory: 256Mi}
          limits: {memory: 768Mi}
        scheduling: {antiAffinity: Preferred}
        repair:
          memberNotReadyAfter: 30s
          promote: {soak: 2s}
        podTemplate: {terminationGracePeriodSeconds: 20}
        reclaimPolicy: Delete
        """
        .formatted(replicas);
  }

  private static String manifest(String name, int replicas) {
    return """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdCluster
        metadata: {name: %s}
        spec:
        %s"""
        .formatted(name, spec(replicas).indent(2));
  }

  /** Asks for another cluster of the namespace. */
  ManagedCluster another(String name, int replicas) {
    apply(manifest(name, replicas));
    return sibling(name);
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  /** Another cluster of the namespace, which somebody else has asked for. */
  ManagedCluster sibling(String name) {
    return new ManagedCluster(fixture, namespace, name);
  }

  /** Asks for objects in the namespace; they must be accepted. */
  void apply(String manifest) {
    kubectl.print(manifest, "apply", "-n", namespace, "-f", "-");
  }

  /** kubectl in the namespace, whatever comes of it. */
  Program.Result kubectl(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--namespace=" + namespace);
    return kubectl.run("", all.toArray(String[]::new));
  }

  /** As a user scales it. */
  void scale(int replicas) {
    run("scale", KIND + "/" + name, "--replicas=" + replicas);
  }

  /** Changes the specification; it must be accepted. */
  void patch(String spec) {
    run("patch", KIND, name, "--type=merge", "--patch={\"spec\":" + spec + "}");
  }

  /** Waits until all that was asked for is done and all members are well; returns for how long. */
  Duration awaitSettled(int replicas, Duration limit) {
    return await(
        "%d healthy members and nothing to do".formatted(replicas), limit, isSettled(replicas));
  }

  /** Waits for something that the object says; returns for how long. */
  Duration await(String what, Duration limit, Predicate<GenericKubernetesResource> condition) {
    long start = System.nanoTime();
    try {
      var _ = object().waitUntilCondition(condition, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError("no %s after %s:%n%s".formatted(what, limit, picture()), e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits for a backup or a restore to be complete; returns for how long. */
  Duration awaitComplete(String kind, String object, Duration limit) {
    Duration took =
        awaitObject(
            kind,
            object,
            "end",
            limit,
            found -> has(found, "Complete", "True") || has(found, "Failed", "True"));
    String failed = field(kind + "/" + object, ".status.conditions[?(@.type=='Failed')].status");
    if (failed.equals("True")) {
      throw new AssertionError("%s failed:%n%s".formatted(object, described(kind, object)));
    }
    return took;
  }

  /** Waits for something that an object of ours in the namespace says; returns for how long. */
  Duration awaitObject(
      String kind,
      String object,
      String what,
      Duration limit,
      Predicate<GenericKubernetesResource> condition) {
    long start = System.nanoTime();
    try {
      var _ =
          fixture
              .client()
              .genericKubernetesResources(API, kind)
              .inNamespace(namespace)
              .withName(object)
              .waitUntilCondition(
                  found -> found != null && condition.test(found),
                  limit.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError(
          "no %s of %s %s after %s:%n%s"
              .formatted(what, kind, object, limit, described(kind, object)),
          e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private String described(String kind, String object) {
    return String.join(
        "\n",
        kubectl("get", kind, object, "-o", "yaml").out(),
        kubectl("get", "etcdclusters,etcdmembers,jobs,pods,pvc", "-o", "wide").out(),
        fixture.logs());
  }

  /** Whether all that was asked for is done and all members are well, at this moment. */
  boolean settledNow(int replicas) {
    List<Pod> pods = pods();
    return pods.size() == replicas
        && pods.stream().allMatch(Readiness::isPodReady)
        && pods.stream().allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        && isSettled(replicas).test(object().require());
  }

  /** For a failed test: objects, conditions, and what the operators said last. */
  String picture() {
    return "%s%n%s%n%s"
        .formatted(
            kubectl("get", "etcdclusters,etcdmembers,pods,pvc", "-o", "wide").out(),
            conditions(),
            fixture.logs());
  }

  /** Whether the operator has seen the last change of the specification. */
  boolean isSeen() {
    GenericKubernetesResource cluster = object().require();
    return number(cluster, "observedGeneration") == cluster.getMetadata().getGeneration();
  }

  /** What {@link #awaitSettled} waits for. */
  static Predicate<GenericKubernetesResource> isSettled(int replicas) {
    return cluster ->
        number(cluster, "observedGeneration") == cluster.getMetadata().getGeneration()
            && number(cluster, "readyReplicas") == replicas
            && number(cluster, "voters") == replicas
            && number(cluster, "learners") == 0
            && has(cluster, "Available", "True")
            && has(cluster, "Progressing", "False")
            && has(cluster, "MembersHealthy", "True")
            && has(cluster, "UpToDate", "True")
            && has(cluster, "Degraded", "False");
  }

  /** Whether a condition has a status, which is True, False or Unknown. */
  static boolean has(GenericKubernetesResource cluster, String type, String wanted) {
    return cluster.get("status", "conditions") instanceof List<?> conditions
        && conditions.stream()
            .anyMatch(
                condition ->
                    condition instanceof Map<?, ?> fields
                        && type.equals(fields.get("type"))
                        && wanted.equals(fields.get("status")));
  }

  /** The name of the member that leads, as the status has it. */
  String leader() {
    String leader = object().require().get("status", "leader", "member");
    return Objects.requireNonNullElse(leader, "");
  }

  /** The counter that grows when a member is replaced. */
  int incarnation(String member) {
    return Integer.parseInt(field("etcdmember/" + member, ".spec.incarnation"));
  }

  /** A field of an object, or of the list of a kind. */
  String field(String object, String path) {
    return run("get", object, "-o", "jsonpath={" + path + "}");
  }

  /** Of all members, with those that are being removed. */
  List<Pod> pods() {
    return fixture
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel(CLUSTER_LABEL, name)
        .list()
        .getItems();
  }

  /** What is left in the namespace that belongs to the cluster, one name a line. */
  String belongings() {
    return kubectl(
            "get",
            "etcdclusters,etcdmembers,pods,pvc,services,secrets,pdb,networkpolicies",
            "--selector=" + CLUSTER_LABEL + "=" + name,
            "-o",
            "name")
        .out();
  }

  /** Leads to the service for clients, from inside the network of node 1. */
  Tunnel tunnel() {
    String address =
        run("get", "service", name + "-client", "-o", "jsonpath={.spec.clusterIP}").strip();
    return new Tunnel(OperatorFixture.network(1), address, CLIENT_PORT);
  }

  /** Those of a user. */
  ChannelCredentials credentials() {
    Map<String, String> data =
        fixture
            .client()
            .secrets()
            .inNamespace(namespace)
            .withName(name + "-client-tls")
            .require()
            .getData();
    try {
      return TlsChannelCredentials.newBuilder()
          .trustManager(decoded(data, "ca.crt"))
          .keyManager(decoded(data, "tls.crt"), decoded(data, "tls.key"))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it and its namespace; returns how long the cluster took. */
  Duration delete() {
    long start = System.nanoTime();
    run("delete", KIND, name, "--wait=false");
    boolean gone = Await.until(GONE_LIMIT, () -> kubectl("get", KIND, name).exitCode() != 0);
    if (!gone) {
      throw new AssertionError("still there:\n" + belongings() + fixture.logs());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The namespace goes with what is left in it. */
  @Override
  public void close() {
    kubectl("delete", KIND, "--all", "--wait=false");
    fixture.client().namespaces().withName(namespace).delete();
  }

  private String run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--namespace=" + namespace);
    return kubectl.print("", all.toArray(String[]::new));
  }

  private Resource<GenericKubernetesResource> object() {
    return fixture
        .client()
        .genericKubernetesResources(API, "EtcdCluster")
        .inNamespace(namespace)
        .withName(name);
  }

  private String conditions() {
    return kubectl(
            "get",
            KIND,
            name,
            "-o",
            "jsonpath={range .status.conditions[*]}{.type}={.status} {.message}{\"\\n\"}{end}")
        .out();
  }

  private static long number(GenericKubernetesResource cluster, String field) {
    return cluster.get("status", field) instanceof Number number ? number.longValue() : -1;
  }

  private static InputStream decoded(Map<String, String> data, String key) {
    String text = Objects.requireNonNull(data.get(key), key);
    return new ByteArrayInputStream(Base64.getDecoder().decode(text));
  }
}
