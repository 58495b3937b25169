package io.keelson.e2e.operator;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One cluster that is backed up and restored again and again while somebody is killed, with what
 * must hold after each. One thread.
 */
final class KillLane implements AutoCloseable {
  /** What is done, and who is killed when. */
  record Task(What what, Killer.Victim victim, String step, int delayMillis) {}

  /** What is done. */
  enum What {
    BACKUP,
    DELETE,
    IN_PLACE,
    NEW_CLUSTER,
    /** The stored object is damaged before anything is touched. */
    DAMAGED,
    /** The stored object is damaged after the trial, while the cluster stops. */
    UNDONE
  }

  private record Saved(String name, StoredKeys keys) {}

  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Duration TIDY_LIMIT = Duration.ofMinutes(2);
  private static final int KEYS = 16;
  private static final int BULK = 80;
  private static final int BULK_BYTES = 1 << 18;

  private final OperatorFixture fixture;
  private final Killer killer;
  private final KillPoints points;
  private final ManagedCluster cluster;
  private final String name;
  private final int replicas;
  private final StoredDamage damage;
  private final SplittableRandom random;
  private final Tunnel tunnel;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Deque<Saved> backups = new ArrayDeque<>();
  private int count;

  /** The cluster must serve. */
  KillLane(
      OperatorFixture fixture,
      Killer killer,
      KillPoints points,
      ManagedCluster cluster,
      int replicas,
      Path folder,
      SplittableRandom random) {
    this.fixture = fixture;
    this.killer = killer;
    this.points = points;
    this.cluster = cluster;
    this.name = cluster.name();
    this.replicas = replicas;
    this.random = random;
    damage = new StoredDamage(killer, folder, name);
    tunnel = cluster.tunnel();
    bulk();
  }

  /** What did not hold. */
  List<String> violations() {
    return violations;
  }

  /** How many backups are there. */
  int backups() {
    return backups.size();
  }

  void run(Task task) {
    long start = System.nanoTime();
    String outcome;
    try {
      while (backups.isEmpty() && task.what() != What.BACKUP) {
        backup(List.of(), "None");
      }
      outcome =
          switch (task.what()) {
            case BACKUP -> backup(task);
            case DELETE -> delete(task);
            case IN_PLACE -> inPlace(task);
            case NEW_CLUSTER -> newCluster(task);
            case DAMAGED -> ofDamaged(task);
            case UNDONE -> undone(task);
          };
    } catch (RuntimeException | AssertionError e) {
      violation("%s: %s".formatted(task, e));
      e.printStackTrace(System.out);
      outcome = "broken";
    }
    System.out.printf(
        "%s %s: %s after %.1f s%n", name, task, outcome, (System.nanoTime() - start) / 1e9);
  }

  private void violation(String text) {
    violations.add(name + ": " + text);
    System.out.println("VIOLATION " + name + ": " + text);
  }

  private void must(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      violation(otherwise.get());
    }
  }

  // ---- operations

  private String backup(Task task) {
    boolean verifying = task.step().equals("Verifying");
    String[] levels = {"None", "Checksum", "Restore"};
    return backup(List.of(task), levels[verifying ? 2 : random.nextInt(3)]);
  }

  private String backup(List<Task> tasks, String level) {
    String backup = "%s-b%d".formatted(name, ++count);
    StoredKeys keys = write(backup);
    cluster.apply(
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdBackup
        metadata: {name: %s}
        spec:
          clusterRef: {name: %s}
          target: %s
          compression: {type: None}
          throttle: {bytesPerSecond: 5Mi}
          verify: {level: %s}
          deadline: 5m
          retention: {deletePolicy: DeleteObject}
        """
            .formatted(backup, name, killer.look(store -> store.target("kills")), level));
    KillCourse course = course("EtcdBackup/" + backup, name, "backup");
    String outcome = follow(course, tasks, false);
    String prefix = course.storeKey();
    if (outcome.equals("Completed")) {
      backups.add(new Saved(backup, keys));
      List<String> stored = killer.look(store -> store.keys(prefix));
      must(
          stored.size() == 2 && stored.stream().anyMatch(k -> k.endsWith(".manifest.json")),
          () -> backup + " is complete with " + stored);
      must(
          level.equals("None") || condition(course, "Verified", "status").equals("True"),
          () -> backup + " is complete and not verified");
    } else {
      must(
          outcome.equals("Failed") && !condition(course, "Failed", "reason").isBlank(),
          () -> backup + " came to no good end: " + outcome + said("etcdbackup", backup));
      mustCome("no object of " + backup, () -> killer.look(s -> s.keys(prefix)));
      cluster.kubectl("delete", "etcdbackup", backup, "--wait=false");
      mustCome("end of " + backup, () -> names("etcdbackup", "metadata.name=" + backup));
    }
    mustBeTidy("etcd.keelson.dev/backup=" + backup, prefix);
    return outcome;
  }

  private String delete(Task task) {
    Saved gone = backups.removeFirst();
    KillCourse course = course("EtcdBackup/" + gone.name(), name, "deletion of a backup");
    cluster.kubectl("delete", "etcdbackup", gone.name(), "--wait=false");
    String outcome = follow(course, List.of(task), true);
    must(outcome.equals(KillCourse.GONE), () -> gone + " is " + outcome);
    mustCome("no object of " + gone.name(), () -> killer.look(s -> s.keys(course.storeKey())));
    mustBeTidy("etcd.keelson.dev/backup=" + gone.name(), course.storeKey());
    return outcome;
  }

  private String inPlace(Task task) {
    return replace(task, "restore in place", List.of());
  }

  private String ofDamaged(Task task) {
    Saved from = backups.getLast();
    damage(from);
    try {
      String outcome = replace(task, "restore of a damaged backup", List.of());
      must(outcome.equals("Failed"), () -> "a damaged backup was restored: " + outcome);
      return outcome;
    } finally {
      damage.heal();
    }
  }

  private String undone(Task task) {
    Saved from = backups.getLast();
    var meanwhile = new KillCourse.At("Fencing/Fencing", () -> damage(from));
    try {
      String outcome = replace(task, "restore that is undone", List.of(meanwhile));
      must(outcome.equals("RolledBack"), () -> "it was to be undone and is " + outcome);
      return outcome;
    } finally {
      damage.heal();
    }
  }

  private String replace(Task task, String title, List<KillCourse.At> before) {
    Saved from = backups.getLast();
    String restore = "%s-r%d".formatted(name, ++count);
    StoredKeys later = write("later-" + restore);
    restore(restore, from, "mode: InPlace\n  clusterName: %1$s\n  confirm: %1$s".formatted(name));
    KillCourse course = course("EtcdRestore/" + restore, name, title);
    List<KillCourse.At> actions = new ArrayList<>(before);
    actions.add(kill(course, task));
    String outcome = follow(course, actions);
    boolean fenced = condition(course, "Fenced", "status").equals("True");
    switch (outcome) {
      case "Completed" -> mustHold(restore, from.keys(), tunnel.port());
      case "Failed", "RolledBack" -> {
        must(
            !condition(course, "Failed", "reason").isBlank(),
            () -> restore + " failed without a reason" + said("etcdrestore", restore));
        must(
            outcome.equals("RolledBack") || !fenced,
            () -> restore + " destroyed the cluster" + said("etcdrestore", restore));
        mustHold(restore, later, tunnel.port());
      }
      default -> violation(restore + " came to no end: " + outcome + said("etcdrestore", restore));
    }
    cluster.awaitSettled(replicas, LIMIT);
    String uid = cluster.field("etcdrestore/" + restore, ".metadata.uid");
    String aside = "etcd.keelson.dev/role=quarantine,etcd.keelson.dev/restore=" + uid;
    List<String> claims = lines(cluster.kubectl("get", "pvc", "-l", aside, "-o", "name").out());
    int expected = outcome.equals("Completed") ? replicas : 0;
    must(claims.size() == expected, () -> restore + " left aside " + claims);
    cluster.kubectl("delete", "pvc", "-l", aside, "--wait=false");
    mustBeTidy("etcd.keelson.dev/rehearsal=" + restore, course.storeKey());
    return outcome;
  }

  private String newCluster(Task task) {
    Saved from = backups.getLast();
    String restore = "%s-n%d".formatted(name, ++count);
    restore(
        restore,
        from,
        """
        mode: NewCluster
          clusterName: %s
          clusterTemplate:
        %s"""
            .formatted(restore, ManagedCluster.spec(random.nextInt(4) == 0 ? 3 : 1).indent(4)));
    KillCourse course = course("EtcdRestore/" + restore, restore, "restore as a new cluster");
    String outcome = follow(course, List.of(task), false);
    ManagedCluster made = cluster.sibling(restore);
    if (outcome.equals("Completed")) {
      try (Tunnel way = made.tunnel()) {
        mustHold(restore, from.keys(), way.port(), made);
      }
    } else {
      must(
          outcome.equals("Failed") && !condition(course, "Failed", "reason").isBlank(),
          () -> restore + " came to no good end: " + outcome + said("etcdrestore", restore));
    }
    mustBeTidy("etcd.keelson.dev/rehearsal=" + restore, course.storeKey());
    cluster.kubectl("delete", "etcdcluster", restore, "--wait=false", "--ignore-not-found");
    mustCome("end of " + restore, () -> lines(made.belongings()));
    return outcome;
  }

  // ---- what they are made of

  private KillCourse course(String object, String of, String title) {
    return new KillCourse(fixture, killer, cluster.namespace(), object, of, title);
  }

  private KillCourse.At kill(KillCourse course, Task task) {
    return new KillCourse.At(
        task.step(),
        () -> {
          LockSupport.parkNanos(Duration.ofMillis(task.delayMillis()).toNanos());
          course.look();
          if (!killer.kill(task.victim(), course, random)) {
            points.missed(task.toString());
          }
        });
  }

  private String follow(KillCourse course, List<Task> tasks, boolean isDeleted) {
    killer.begins(course);
    List<KillCourse.At> actions = tasks.stream().map(task -> kill(course, task)).toList();
    String outcome = course.follow(actions, isDeleted, LIMIT);
    killer.ended(course, outcome);
    return outcome;
  }

  private String follow(KillCourse course, List<KillCourse.At> actions) {
    killer.begins(course);
    String outcome = course.follow(actions, false, LIMIT);
    killer.ended(course, outcome);
    return outcome;
  }

  private void restore(String restore, Saved from, String more) {
    cluster.apply(
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdRestore
        metadata: {name: %s}
        spec:
          source: {backupRef: %s}
          deadline: 5m
          %s
        """
            .formatted(restore, from.name(), more));
  }

  private void bulk() {
    try (var client = new EtcdClient(tunnel.port(), cluster.credentials())) {
      byte[] value = new byte[BULK_BYTES];
      for (int i = 0; i < BULK; i++) {
        random.nextBytes(value);
        var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("bulk/%04d".formatted(i)));
        var _ = client.kv().put(put.setValue(ByteString.copyFrom(value)).build());
      }
    }
  }

  /** Also when a member has just been killed. */
  private StoredKeys write(String value) {
    return patiently(
        () -> {
          StoredKeys.write(tunnel.port(), cluster.credentials(), value, KEYS);
          return StoredKeys.read(tunnel.port(), cluster.credentials());
        });
  }

  private static <T> T patiently(Supplier<T> call) {
    AtomicReference<T> answer = new AtomicReference<>();
    AtomicReference<StatusRuntimeException> failure = new AtomicReference<>();
    boolean done =
        Await.until(
            TIDY_LIMIT,
            () -> {
              try {
                answer.set(call.get());
                return true;
              } catch (StatusRuntimeException e) {
                failure.set(e);
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                return false;
              }
            });
    if (!done) {
      throw new AssertionError("nobody answers", failure.get());
    }
    return Objects.requireNonNull(answer.get());
  }

  private void mustHold(String restore, StoredKeys wanted, int port) {
    mustHold(restore, wanted, port, cluster);
  }

  private void mustHold(String restore, StoredKeys wanted, int port, ManagedCluster of) {
    StoredKeys found = patiently(() -> StoredKeys.read(port, of.credentials()));
    must(found.keys().equals(wanted.keys()), () -> restore + ": other keys");
    must(found.leases().equals(wanted.leases()), () -> restore + ": other leases");
    int bulk = patiently(() -> StoredKeys.count(port, of.credentials(), "bulk/", "bulk0"));
    must(bulk == BULK, () -> restore + ": of the large values there are " + bulk);
  }

  private void damage(Saved of) {
    damage.damage("kills/%s/%s/%s-".formatted(cluster.namespace(), name, of.name()));
  }

  private String condition(KillCourse course, String type, String field) {
    return cluster.field(
        course.object(), ".status.conditions[?(@.type==\"%s\")].%s".formatted(type, field));
  }

  private List<String> names(String kinds, String fields) {
    return lines(cluster.kubectl("get", kinds, "--field-selector=" + fields, "-o", "name").out());
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  private String said(String kind, String object) {
    return "\n" + cluster.kubectl("get", kind, object, "-o", "yaml").out() + fixture.logs();
  }

  private void mustBeTidy(String label, String prefix) {
    mustCome(
        "no job or pod with " + label,
        () -> lines(cluster.kubectl("get", "jobs,pods", "-l", label, "-o", "name").out()));
    mustCome(
        "no unfinished upload of " + prefix,
        () -> killer.look(s -> s.unfinished().stream().filter(k -> k.startsWith(prefix)).toList()));
  }

  private void mustCome(String what, Supplier<List<String>> rest) {
    boolean came =
        Await.until(
            TIDY_LIMIT,
            () -> {
              if (rest.get().isEmpty()) {
                return true;
              }
              LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
              return false;
            });
    must(came, () -> "never came: %s: %s".formatted(what, rest.get()));
  }

  @Override
  public void close() {
    tunnel.close();
  }
}
