package io.keelson.operator.backup;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes with one EtcdBackup, its jobs and a store, all of which break at random. What must
 * never be done is refused with an exception.
 */
final class BackupModel {
  Instant now = Instant.parse("2026-03-01T12:00:00Z");

  /** Whether things break. */
  boolean troubled = true;

  final int retries;
  private final RandomGenerator random;
  private final EtcdBackup backup;
  private final Map<String, Work> jobs = new TreeMap<>();
  private boolean hasData;
  private boolean hasManifest;
  private boolean isDamaged;
  private boolean storeIsUp = true;
  private boolean secretIsThere = true;
  private boolean hasCluster = true;
  private boolean gone;
  private int made;

  /** One job and its pod. */
  private static final class Work {
    private final JobOrder order;
    private final Instant created;
    private final long activeSeconds;
    private boolean terminating;
    private boolean podLost;
    private boolean stuck;
    private String failure = "";
    private int progress;
    private final Map<String, JobFacts.Outcome> ended = new HashMap<>();

    private Work(JobOrder order, Instant created) {
      this.order = order;
      this.created = created;
      this.activeSeconds = order.seconds() + 600;
    }
  }

  BackupModel(RandomGenerator random) {
    this.random = random;
    retries = random.nextInt(4);
    String level = List.of("None", "Checksum", "Restore").get(random.nextInt(3));
    String policy = random.nextBoolean() ? "DeleteObject" : "Keep";
    backup =
        Serialization.unmarshal(
            """
            {"apiVersion": "etcd.keelson.dev/v1alpha1", "kind": "EtcdBackup",
             "metadata": {"name": "b", "namespace": "n", "uid": "12345678-9", "generation": 1},
             "spec": {"clusterRef": {"name": "db"}, "retries": %d, "deadline": "20m",
              "target": {"s3": {"bucket": "backups", "credentialsSecretRef": "store"}},
              "verify": {"level": "%s", "timeout": "5m"}, "retention": {"deletePolicy": "%s"}}}
            """
                .formatted(retries, level, policy),
            EtcdBackup.class);
    backup.getMetadata().setFinalizers(new ArrayList<>());
  }

  boolean isGone() {
    return gone;
  }

  BackupPhase phase() {
    BackupPhase phase = backup.statusOrEmpty().phase();
    return phase == null ? BackupPhase.PENDING : phase;
  }

  boolean isSettled() {
    return jobs.isEmpty() && (phase() == BackupPhase.COMPLETED || phase() == BackupPhase.FAILED);
  }

  /** What a failed backup left behind, if its cleaning was possible. */
  boolean isClean() {
    String reason =
        backup
            .statusOrEmpty()
            .condition(BackupConditionType.UPLOADED)
            .map(Condition::reason)
            .orElse("");
    return !reason.equals("CleanedUp") || !(hasData || hasManifest);
  }

  void delete() {
    if (backup.getMetadata().getFinalizers().isEmpty()) {
      gone = true;
    } else {
      backup.getMetadata().setDeletionTimestamp(now.toString());
    }
  }

  /** Whether stored objects are left although they were deleted. */
  boolean deletedAll() {
    return !(hasData || hasManifest);
  }

  void heal() {
    troubled = false;
    storeIsUp = true;
    secretIsThere = true;
  }

  /** Time goes by, things break and jobs go on. */
  void tick() {
    now = now.plusSeconds(1 + random.nextInt(20));
    if (troubled) {
      breakSomething();
    }
    List<String> ended = new ArrayList<>();
    for (Map.Entry<String, Work> job : jobs.entrySet()) {
      goOn(job.getValue());
      if (job.getValue().terminating && random.nextInt(3) == 0) {
        ended.add(job.getKey());
      }
    }
    ended.forEach(jobs::remove);
  }

  private void breakSomething() {
    switch (random.nextInt(120)) {
      case 0, 1 -> storeIsUp = !storeIsUp;
      case 2 -> secretIsThere = !secretIsThere;
      case 3 -> hasCluster = random.nextInt(4) != 0 && hasCluster;
      case 4, 5 -> jobs.values().forEach(job -> job.podLost = true);
      case 6 -> jobs.values().forEach(job -> job.terminating = true); // kubectl delete job
      case 7 -> jobs.values().forEach(job -> job.stuck = true);
      case 8 -> isDamaged = hasManifest;
      default -> {
        // Nothing, most of the time.
      }
    }
  }

  /** A pod that is being ended may still reach its end: it writes until it is killed. */
  private void goOn(Work job) {
    if (!job.failure.isEmpty() || isOver(job)) {
      return;
    }
    if (now.isAfter(job.created.plusSeconds(job.activeSeconds))) {
      job.failure = random.nextInt(10) == 0 && troubled ? "" : "DeadlineExceeded";
      job.stuck = true;
      return;
    }
    if (job.podLost) {
      job.failure = "BackoffLimitExceeded";
      job.ended.clear(); // its status goes with it
      return;
    }
    if (job.stuck || random.nextInt(2) == 0) {
      return;
    }
    job.progress++;
    switch (job.order.purpose()) {
      case SAVE -> save(job);
      case VERIFY -> verify(job);
      case DELETE -> {
        if (answers(job, BackupNames.DELETE)) {
          hasManifest = false;
          hasData = false;
          isDamaged = false;
          end(job, BackupNames.DELETE, 0, "{\"ok\":true}");
        }
      }
    }
  }

  private boolean isOver(Work job) {
    boolean verifies =
        job.order.purpose() == JobOrder.Purpose.VERIFY || job.order.level() != VerifyLevel.NONE;
    String last =
        job.order.purpose() == JobOrder.Purpose.DELETE
            ? BackupNames.DELETE
            : verifies ? BackupNames.VERIFY : BackupNames.SAVE;
    return job.ended.containsKey(last)
        || job.ended.values().stream().anyMatch(outcome -> outcome.exitCode() != 0);
  }

  private void save(Work job) {
    if (job.ended.containsKey(BackupNames.SAVE)) {
      verify(job);
      return;
    }
    if (!answers(job, BackupNames.SAVE)) {
      return;
    }
    if (job.progress == 1) {
      hasData = true;
    } else if (job.progress > 2) {
      hasManifest = true;
      boolean cut = troubled && random.nextInt(20) == 0;
      end(
          job,
          BackupNames.SAVE,
          0,
          cut ? "{\"ok\":tr" : "{\"ok\":true,\"revision\":\"7\",\"sha256\":\"ab\"}");
    }
  }

  private void verify(Work job) {
    if (answers(job, BackupNames.VERIFY)) {
      if (isDamaged || !hasManifest) {
        fail(job, BackupNames.VERIFY, "Damaged", false);
      } else {
        end(job, BackupNames.VERIFY, 0, "{\"ok\":true,\"restoreSeconds\":1.5}");
      }
    }
  }

  /** Whether the store and the pod do their part; else the container has failed. */
  private boolean answers(Work job, String container) {
    if (!storeIsUp) {
      fail(job, container, "TargetUnreachable", true);
      return false;
    }
    if (troubled && random.nextInt(15) == 0) {
      if (random.nextInt(5) == 0) {
        fail(job, container, "CredentialsRejected", false);
      } else {
        job.ended.put(container, new JobFacts.Outcome(137, "", "OOMKilled"));
      }
      return false;
    }
    return true;
  }

  private static void end(Work job, String container, int exitCode, String message) {
    job.ended.put(container, new JobFacts.Outcome(exitCode, message, "Completed"));
  }

  private static void fail(Work job, String container, String reason, boolean retryable) {
    end(
        job,
        container,
        retryable ? 1 : 2,
        "{\"ok\":false,\"reason\":\"%s\",\"message\":\"m\",\"retryable\":%s}"
            .formatted(reason, retryable));
  }

  BackupFacts observe() {
    List<JobFacts> seen = new ArrayList<>();
    jobs.forEach((name, job) -> seen.add(facts(name, job)));
    Set<String> keys = Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    return new BackupFacts(
        copy(),
        hasCluster ? cluster() : null,
        seen,
        new Needs.Found(secretIsThere ? Map.of("store", keys) : Map.of(), Set.of(), Set.of()),
        false,
        troubled && random.nextInt(20) == 0 ? now.minusSeconds(60) : now); // another clock
  }

  private EtcdBackup copy() {
    return Serialization.clone(backup);
  }

  private static EtcdCluster cluster() {
    return Serialization.unmarshal(
        """
        {"apiVersion": "etcd.keelson.dev/v1alpha1", "kind": "EtcdCluster",
         "metadata": {"name": "db", "namespace": "n", "uid": "c"},
         "spec": {"version": "3.7.1"}, "status": {"clusterID": "c1"}}
        """,
        EtcdCluster.class);
  }

  private JobFacts facts(String name, Work job) {
    boolean good =
        isOver(job) && job.ended.values().stream().allMatch(outcome -> outcome.exitCode() == 0);
    boolean bad = !job.failure.isEmpty() || (isOver(job) && !good);
    return new JobFacts(
        name,
        job.order.purpose(),
        job.order.number(),
        job.terminating,
        bad ? JobFacts.State.FAILED : good ? JobFacts.State.COMPLETE : JobFacts.State.RUNNING,
        bad && job.failure.isEmpty() ? "BackoffLimitExceeded" : job.failure,
        job.created,
        job.activeSeconds,
        !job.podLost,
        Optional.empty(),
        job.ended);
  }

  /**
   * Does a step.
   *
   * @return false: the API server refused it
   */
  boolean execute(BackupPlan.Step step) {
    if (troubled && random.nextInt(25) == 0) {
      return false;
    }
    switch (step) {
      case BackupPlan.Step.AddFinalizer add ->
          backup.getMetadata().setFinalizers(new ArrayList<>(List.of(BackupPlanner.FINALIZER)));
      case BackupPlan.Step.RemoveFinalizer remove -> {
        if (jobs.values().stream().anyMatch(job -> job.order.purpose() == JobOrder.Purpose.SAVE)) {
          throw new IllegalStateException("a job still saves");
        }
        gone = true;
      }
      case BackupPlan.Step.CreateJob create -> make(create.order());
      case BackupPlan.Step.RemoveJob remove -> {
        Work job = jobs.get(remove.name());
        if (job != null) {
          job.terminating = true;
        }
      }
      case BackupPlan.Step.DeleteBackup delete ->
          throw new IllegalStateException("it does not expire");
    }
    return true;
  }

  private void make(JobOrder order) {
    String name = BackupNames.job(backup, order);
    if (!jobs.isEmpty()) {
      throw new IllegalStateException("a second job " + name + " beside " + jobs.keySet());
    }
    if (order.purpose() != JobOrder.Purpose.DELETE && ++made > 2 * (retries + 1) + 2) {
      throw new IllegalStateException("attempts without end: " + name);
    }
    jobs.put(name, new Work(order, now));
  }

  /** The status is written. */
  void write(EtcdBackupStatus status) {
    boolean completes = status.phase() == BackupPhase.COMPLETED && phase() != BackupPhase.COMPLETED;
    if (completes && !hasManifest) {
      throw new IllegalStateException("complete without a manifest");
    }
    boolean ended = status.phase() == BackupPhase.COMPLETED || status.phase() == BackupPhase.FAILED;
    Integer attempts = status.attempts();
    if (!ended && deleted() == null && attempts != null && attempts > retries + 1) {
      throw new IllegalStateException("too many attempts: " + attempts);
    }
    backup.setStatus(status);
  }

  private @Nullable String deleted() {
    return backup.getMetadata().getDeletionTimestamp();
  }

  void describe(StringBuilder text) {
    text.append(phase()).append(' ').append(jobs.keySet());
    text.append(" data ").append(hasData).append(" manifest ").append(hasManifest).append('\n');
    text.append(Serialization.asYaml(backup));
  }
}
