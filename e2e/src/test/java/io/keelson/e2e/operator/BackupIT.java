package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Backups of a cluster to a store and to a volume, and what comes of them when they are needed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BackupIT {
  /** Of one backup or restore, on a loaded machine. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Path folder = Folders.create("backups");

  private ManagedCluster cluster;
  private ObjectStore store;
  private Tunnel tunnel;
  private StoredKeys backedUp;

  @BeforeAll
  void start() {
    OperatorFixture fixture = OperatorFixture.shared();
    cluster = new ManagedCluster(fixture, "backups");
    cluster.awaitSettled(3, LIMIT);
    store = new ObjectStore(fixture, cluster);
    tunnel = cluster.tunnel();
    StoredKeys.write(tunnel.port(), cluster.credentials(), "first");
    backedUp = StoredKeys.read(tunnel.port(), cluster.credentials());
    schedule();
  }

  @AfterAll
  void stop() {
    if (tunnel != null) {
      tunnel.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    Folders.delete(folder);
  }

  /** The pod of the first attempt is killed in its work. */
  @Test
  @Order(1)
  void backupIsProvenByRestoringIt() {
    backup("proven", store.target("s3"), "verify: {level: Restore}");
    assertThat(Await.until(LIMIT, () -> killWorker("proven"))).as("a pod that saves").isTrue();
    say("backed up and verified", awaitComplete("etcdbackup/proven"));
    assertThat(condition("etcdbackup/proven", "Verified")).isEqualTo("True");
    assertThat(Long.parseLong(cluster.field("etcdbackup/proven", ".status.revision")))
        .isGreaterThanOrEqualTo(backedUp.revision());
    assertThat(cluster.field("etcdbackup/proven", ".status.verification.restoreSeconds"))
        .isNotBlank();
    assertThat(cluster.field("etcdbackup/proven", ".status.attempts")).isEqualTo("2");
    assertThat(store.keys("s3/")).hasSize(2).anyMatch(key -> key.endsWith(".manifest.json"));
    assertThat(store.unfinished()).isEmpty();
    System.out.println(cluster.kubectl("get", "etcdbackups").out());
  }

  @Test
  @Order(2)
  void upstreamReadsTheStoredObject() throws IOException {
    backup("plain", store.target("plain"), "compression: {type: None}");
    awaitComplete("etcdbackup/plain");
    String key =
        store.keys("plain/").stream().filter(k -> k.endsWith(".db")).findFirst().orElseThrow();
    Path snapshot = folder.resolve("snapshot.db");
    store.get(key, snapshot);
    Program.Result status =
        etcdutl().run("", List.of("snapshot", "status", snapshot.toString(), "-w", "json"));
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out())
        .contains("\"revision\":" + cluster.field("etcdbackup/plain", ".status.revision"));
  }

  @Test
  @Order(3)
  void volumeHoldsAnEncryptedBackupAndAStoreItsCopy() {
    cluster.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: backups}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: backup-key}
        stringData: {key: "%s"}
        """
            .formatted("0123456789abcdef".repeat(4)));
    backup(
        "sealed",
        "{pvc: {claimName: backups}}",
        """
        encryption: {aes256gcm: {keySecretRef: backup-key}}
          verify: {level: Restore}
          copyTo: [%s]
          retention: {deletePolicy: DeleteObject}
        """
            .formatted(store.target("copies")));
    awaitComplete("etcdbackup/sealed");
    assertThat(condition("etcdbackup/sealed", "Verified")).isEqualTo("True");
    assertThat(store.keys("copies/")).hasSize(2).anyMatch(key -> key.endsWith(".manifest.json"));
    cluster.kubectl("delete", "etcdbackup", "sealed", "--wait=false");
    assertThat(Await.until(LIMIT, () -> store.keys("copies/").isEmpty())).as("deletion").isTrue();
  }

  @Test
  @Order(4)
  void backupBecomesASecondCluster() {
    restore("copy", newCluster("proven", "second"));
    say("restored as a new cluster", awaitComplete("etcdrestore/copy"));
    ManagedCluster second = cluster.sibling("second");
    second.awaitSettled(3, LIMIT);
    try (var way = second.tunnel()) {
      StoredKeys restored = StoredKeys.read(way.port(), second.credentials());
      assertThat(restored.keys()).isEqualTo(backedUp.keys());
      assertThat(restored.leases()).isEqualTo(backedUp.leases());
      assertThat(restored.revision()).isGreaterThan(1_000_000_000L);
    }
    assertThat(second.field("etcdcluster/second", ".status.clusterID"))
        .isNotEqualTo(cluster.field("etcdcluster/trial", ".status.clusterID"));
    second.delete();
  }

  @Test
  @Order(5)
  void damagedObjectIsFoundAndNeverRestored() throws IOException {
    String key =
        store.keys("plain/").stream().filter(k -> k.endsWith(".db")).findFirst().orElseThrow();
    Path object = folder.resolve("object");
    store.get(key, object);
    byte[] bytes = Files.readAllBytes(object);
    bytes[bytes.length / 2] ^= 1;
    Files.write(object, bytes);
    store.put(key, object);
    assertThat(
            cluster
                .kubectl(
                    "annotate",
                    "etcdbackup",
                    "plain",
                    "etcd.keelson.dev/verify-requested=" + Instant.now())
                .exitCode())
        .isZero();
    assertThat(Await.until(LIMIT, () -> condition("etcdbackup/plain", "Verified").equals("False")))
        .as(cluster.kubectl("get", "etcdbackup", "plain", "-o", "yaml").out())
        .isTrue();
    restore("of-damaged", newCluster("plain", "third"));
    assertThat(
            Await.until(LIMIT, () -> condition("etcdrestore/of-damaged", "Failed").equals("True")))
        .as(cluster.kubectl("get", "etcdrestore", "of-damaged", "-o", "yaml").out())
        .isTrue();
    assertThat(cluster.kubectl("get", "etcdcluster", "third").exitCode()).isNotZero();
  }

  /** The operator is killed while the first member gets the data. */
  @Test
  @Order(6)
  void clusterGoesBackInPlace() {
    StoredKeys.write(tunnel.port(), cluster.credentials(), "second");
    String identity = cluster.field("etcdcluster/trial", ".status.clusterID");
    restore(
        "back",
        """
        source: {backupRef: proven}
          mode: InPlace
          clusterName: trial
          confirm: trial
        """);
    cluster.await(
        "first member", LIMIT, c -> "Seeding".equals(c.<String>get("status", "restore", "stage")));
    assertThat(OperatorFixture.shared().killLeader(OperatorFixture.Death.POD))
        .as("an operator")
        .isTrue();
    say("restored in place", awaitComplete("etcdrestore/back"));
    cluster.awaitSettled(3, LIMIT);
    StoredKeys restored = StoredKeys.read(tunnel.port(), cluster.credentials());
    assertThat(restored.keys()).isEqualTo(backedUp.keys());
    assertThat(restored.leases()).isEqualTo(backedUp.leases());
    assertThat(restored.revision()).isGreaterThan(1_000_000_000L);
    assertThat(cluster.field("etcdcluster/trial", ".status.clusterID")).isNotEqualTo(identity);
    assertThat(
            cluster
                .kubectl("get", "pvc", "-l", "etcd.keelson.dev/role=quarantine", "-o", "name")
                .out()
                .lines())
        .as("the volumes as they were before")
        .hasSize(3);
  }

  @Test
  @Order(7)
  void survivorOfALostQuorumBecomesTheCluster() {
    long before;
    long lost;
    try (var writer = new SteadyWriter(tunnel.port(), cluster::credentials)) {
      assertThat(Await.until(LIMIT, () -> writer.acknowledged() > 500)).isTrue();
      String survivor = "trial-1";
      for (var pod : cluster.pods()) {
        String name = pod.getMetadata().getName();
        if (!name.equals(survivor)) {
          String claim = "data-%s-%d".formatted(name, cluster.incarnation(name));
          cluster.kubectl("delete", "pvc", claim, "--wait=false");
          cluster.kubectl("delete", "pod", name, "--wait=false", "--grace-period=0", "--force");
        }
      }
      cluster.await("loss of quorum", LIMIT, c -> ManagedCluster.has(c, "Available", "False"));
      before = writer.acknowledged();
      restore(
          "rescue",
          """
          source: {survivingMember: {member: Auto}}
            mode: InPlace
            clusterName: trial
            confirm: trial
          """);
      say("recovered from one survivor of three", awaitComplete("etcdrestore/rescue"));
      cluster.awaitSettled(3, LIMIT);
      assertThat(Await.until(LIMIT, () -> writer.acknowledged() > before)).isTrue();
      lost = writer.stopAndCheck().size();
    }
    long bound = Long.parseLong(cluster.field("etcdrestore/rescue", ".status.lossBound.revisions"));
    System.out.printf("lost %d of %d, said at most %d%n", lost, before, bound);
    assertThat(lost).isLessThanOrEqualTo(bound);
  }

  @Test
  @Order(8)
  void scheduleKeepsAsManyAsItIsTold() {
    assertThat(
            Await.until(
                LIMIT,
                () ->
                    !cluster
                        .field("etcdbackupschedule/every-minute", ".status.lastSuccessfulTime")
                        .isBlank()))
        .as(cluster.kubectl("describe", "etcdbackupschedule", "every-minute").out())
        .isTrue();
    assertThat(condition("etcdbackupschedule/every-minute", "ScheduleValid")).isEqualTo("True");
    assertThat(
            cluster
                .kubectl(
                    "get",
                    "etcdbackups",
                    "-l",
                    "etcd.keelson.dev/schedule=every-minute",
                    "-o",
                    "jsonpath={range .items[?(@.status.phase==\"Completed\")]}{.metadata.name} {end}")
                .out()
                .strip()
                .split(" "))
        .hasSizeBetween(1, 3);
  }

  private void schedule() {
    cluster.apply(
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdBackupSchedule
        metadata: {name: every-minute}
        spec:
          clusterRef: {name: trial}
          schedule: "* * * * *"
          template:
            target: %s
            retention: {deletePolicy: DeleteObject}
          retention: {keepLast: 2}
        """
            .formatted(store.target("minutes")));
  }

  private void backup(String name, String target, String more) {
    cluster.apply(
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdBackup
        metadata: {name: %s}
        spec:
          clusterRef: {name: trial}
          target: %s
          %s
        """
            .formatted(name, target, more));
  }

  /** False while it does not save yet. */
  private boolean killWorker(String backup) {
    String pods = "etcd.keelson.dev/backup=" + backup;
    String saves = "jsonpath={.items[*].status.initContainerStatuses[*].state.running.startedAt}";
    if (cluster.kubectl("get", "pods", "-l", pods, "-o", saves).out().isBlank()) {
      return false;
    }
    var killed = cluster.kubectl("delete", "pods", "-l", pods, "--grace-period=0", "--force");
    return killed.exitCode() == 0 && killed.out().contains("deleted");
  }

  private void restore(String name, String spec) {
    cluster.apply(
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdRestore
        metadata: {name: %s}
        spec:
          %s
        """
            .formatted(name, spec));
  }

  private static String newCluster(String backup, String name) {
    return """
        source: {backupRef: %s}
          mode: NewCluster
          clusterName: %s
          clusterTemplate:
            replicas: 3
            version: 3.7.1
            tls: {client: {selfSigned: {}}}
            storage: {size: 1Gi}
            resources: {requests: {cpu: 50m, memory: 256Mi}, limits: {memory: 768Mi}}
            scheduling: {antiAffinity: Preferred}
            repair: {promote: {soak: 2s}}
            podTemplate: {terminationGracePeriodSeconds: 20}
            reclaimPolicy: Delete
        """
        .formatted(backup, name);
  }

  private Duration awaitComplete(String object) {
    long start = System.nanoTime();
    boolean done =
        Await.until(
            LIMIT,
            () ->
                condition(object, "Complete").equals("True")
                    || condition(object, "Failed").equals("True"));
    if (!done || !condition(object, "Complete").equals("True")) {
      throw new AssertionError(
          "%s is not complete:%n%s%n%s%n%s"
              .formatted(
                  object,
                  cluster.kubectl("get", object, "-o", "yaml").out(),
                  cluster.kubectl("get", "etcdclusters,etcdmembers,jobs,pods,pvc").out(),
                  OperatorFixture.shared().logs()));
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private String condition(String object, String type) {
    return cluster.field(object, ".status.conditions[?(@.type==\"%s\")].status".formatted(type));
  }

  private static Program etcdutl() {
    try {
      return new Program(Reference.of("3.7").etcdutl());
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  private static void say(String what, Duration took) {
    System.out.printf("%s after %.1f s%n", what, took.toMillis() / 1000.0);
  }
}
