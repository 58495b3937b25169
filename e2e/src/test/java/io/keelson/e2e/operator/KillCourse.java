package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * One EtcdBackup or EtcdRestore from its order to its end, as seen in its status. Kills may meet it
 * from other threads.
 */
final class KillCourse {
  /** Something that is done once, when a step is seen for the first time. */
  record At(String step, Runnable action) {}

  static final String GONE = "gone";
  private static final Set<String> ENDS = Set.of("Completed", "Failed", "RolledBack");
  private static final String API = "etcd.keelson.dev/v1alpha1";
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private final OperatorFixture fixture;
  private final Killer killer;
  private final String namespace;
  private final String kind;
  private final String name;
  private final String cluster;
  private final String title;
  private final List<String> met = new CopyOnWriteArrayList<>();
  private volatile String step = "";
  private volatile String detail = "";

  /**
   * @param object kind and name, with a slash between them
   * @param cluster that is read or restored
   * @param title of all of this sort, for people
   */
  KillCourse(
      OperatorFixture fixture,
      Killer killer,
      String namespace,
      String object,
      String cluster,
      String title) {
    this.fixture = fixture;
    this.killer = killer;
    this.namespace = namespace;
    int slash = object.indexOf('/');
    this.kind = object.substring(0, slash);
    this.name = object.substring(slash + 1);
    this.cluster = cluster;
    this.title = title;
  }

  /** Follows it to its end and returns the last phase. */
  String follow(List<At> actions, boolean isDeleted, Duration limit) {
    List<At> left = new ArrayList<>(actions);
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      step = seen();
      for (At at : List.copyOf(left)) {
        if (step.startsWith(at.step())) {
          left.remove(at);
          at.action().run();
        }
      }
      if (step.equals(GONE) || (!isDeleted && ENDS.contains(step))) {
        return step;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return "no end after " + limit + ", " + step;
  }

  /** Finds out more exactly how far it is. */
  void look() {
    step = seen();
    detail = kind.equals("EtcdBackup") && step.equals("Running") ? " " + work() : "";
  }

  /** Somebody was killed just now, who took part in it or may have. */
  void meets(Killer.Victim victim) {
    met.add(
        "%s | %s | %s%s".formatted(victim.name().toLowerCase(Locale.ROOT), title, step, detail));
  }

  /** Its kind and name, as kubectl takes them. */
  String object() {
    return kind + "/" + name;
  }

  /** Who was killed at which step. */
  List<String> met() {
    return met;
  }

  /** Pods of its jobs; of a restore also the first member, which gets the data. */
  List<Pod> workers() {
    List<Pod> pods =
        running(
            kind.equals("EtcdBackup") ? "etcd.keelson.dev/backup" : "etcd.keelson.dev/rehearsal",
            name);
    return pods.isEmpty() && kind.equals("EtcdRestore") ? members() : pods;
  }

  /** Of its cluster. */
  List<Pod> members() {
    return running("etcd.keelson.dev/cluster", cluster);
  }

  private List<Pod> running(String label, String value) {
    KubernetesClient client = fixture.client();
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(Map.of(label, value))
        .list()
        .getItems()
        .stream()
        .filter(pod -> !Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
        .toList();
  }

  private GenericKubernetesResource get(String of, String named) {
    return fixture
        .client()
        .genericKubernetesResources(API, of)
        .inNamespace(namespace)
        .withName(named)
        .get();
  }

  /** A look that takes too long, on a busy machine, is none. */
  private String seen() {
    try {
      return present();
    } catch (KubernetesClientException e) {
      return step;
    }
  }

  private String present() {
    GenericKubernetesResource object = get(kind, name);
    if (object == null) {
      return GONE;
    }
    String phase = Objects.requireNonNullElse(object.<String>get("status", "phase"), "New");
    if (object.getMetadata().getDeletionTimestamp() != null) {
      return "Deleting";
    }
    if (kind.equals("EtcdBackup") || ENDS.contains(phase)) {
      return phase;
    }
    GenericKubernetesResource restored = get("EtcdCluster", cluster);
    if (restored == null) {
      return phase;
    }
    String order = restored.get("status", "restore", "order", "uid");
    Set<String> own =
        Set.of(object.getMetadata().getUid(), String.valueOf(restored.getMetadata().getUid()));
    String stage = restored.get("status", "restore", "stage");
    return order != null && own.contains(order) && stage != null ? phase + "/" + stage : phase;
  }

  /** What lies in the store tells it most exactly. */
  private String work() {
    if (workers().isEmpty()) {
      return "without a pod";
    }
    List<String> keys = killer.look(store -> store.keys(storeKey()));
    if (keys.stream().anyMatch(key -> key.endsWith(".manifest.json"))) {
      return "with manifest";
    }
    if (!keys.isEmpty()) {
      return "data without manifest";
    }
    boolean uploads =
        killer.look(store -> store.unfinished().stream().anyMatch(k -> k.startsWith(storeKey())));
    return uploads ? "uploading" : "before upload";
  }

  /** What its objects in the store begin with. */
  String storeKey() {
    return "kills/%s/%s/%s-".formatted(namespace, cluster, name);
  }
}
