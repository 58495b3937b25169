package io.keelson.operator.backup;

import static io.keelson.operator.api.BackupConditionType.ACCEPTED;
import static io.keelson.operator.api.BackupConditionType.COMPLETE;
import static io.keelson.operator.api.BackupConditionType.FAILED;
import static io.keelson.operator.api.BackupConditionType.SNAPSHOT_TAKEN;
import static io.keelson.operator.api.BackupConditionType.UPLOADED;
import static io.keelson.operator.api.BackupConditionType.VERIFIED;

import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.BackupResolved;
import io.keelson.operator.api.DeletePolicy;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ReclaimPolicy;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** From the order to a complete backup, or to giving up: one job after the other. */
final class Attempts {
  /** How long a pod may be without its image or its container before the attempt has failed. */
  private static final Duration HOPELESS_AFTER = Duration.ofMinutes(2);

  private static final Duration NO_POD_AFTER = Duration.ofMinutes(1);
  private static final long SECONDS_MIN = 30;
  private static final Set<String> OF_SOURCE =
      Set.of("SourceUnreachable", "SourceLagging", "SourceRefused", "SnapshotDamaged");

  private final Course course;

  private Attempts(Course course) {
    this.course = course;
  }

  static BackupPlan plan(Course course) {
    return new Attempts(course).next();
  }

  private BackupPlan next() {
    if (course.before.startTime() == null) {
      course.status.startTime(course.now.toString());
      course.phase(BackupPhase.PENDING, "");
      course.conditions.no(COMPLETE, "InProgress", "");
      course.conditions.no(FAILED, "InProgress", "");
      if (!course.wantsVerification()) {
        course.conditions.unknown(VERIFIED, "NotAsked", "verify.level is None");
      }
    }
    if (course.clearing()) {
      return course.plan(Course.WORKING);
    }
    if (course.job().isPresent()) {
      return course
          .current()
          .map(this::attend)
          .orElseGet(
              () ->
                  failed(
                      new WorkerResult.NotDone(
                          "JobVanished", "the job was deleted before it told a result", true)));
    }
    if (pastDeadline()) {
      return giveUp("DeadlineExceeded", "the deadline of %s passed%s");
    }
    Duration pause = course.pause();
    if (!pause.isZero()) {
      return course.plan(pause);
    }
    return begin();
  }

  /** Begins the next job, or says what it waits for. */
  private BackupPlan begin() {
    boolean stored = course.is(UPLOADED);
    Optional<Trouble> trouble = stored ? Optional.empty() : source();
    Optional<BackupResolved> resolved = BackupFacts.resolve(course.backup, course.facts.cluster());
    if (trouble.isEmpty()) {
      trouble = resolved.isEmpty() ? Optional.of(noTarget()) : needs();
    }
    if (trouble.isPresent()) {
      return hold(trouble.get());
    }
    if (course.spec.retention().deletePolicy() == DeletePolicy.DELETE_OBJECT
        && !course.hasFinalizer()) {
      course.step(new BackupPlan.Step.AddFinalizer());
      return course.plan(Course.SOON);
    }
    course.conditions.yes(ACCEPTED, "Accepted", "");
    if (course.before.resolved() == null) {
      // Noted before the first job begins: what may have been stored there can be deleted.
      course.status.resolved(resolved.orElseThrow());
      return course.plan(Course.SOON);
    }
    if (stored) {
      course.begin(
          JobOrder.Purpose.VERIFY,
          course.spec.verify().level(),
          course.verifyTimeout().toSeconds());
      course.phase(BackupPhase.VERIFYING, "");
    } else {
      EtcdCluster cluster = course.facts.cluster();
      if (cluster != null) {
        Integer counted = cluster.statusOrEmpty().incarnation();
        course.status.clusterIncarnation(counted == null ? 1 : counted);
      }
      long left = deadline().minus(course.since(course.before.startTime())).toSeconds();
      course.begin(
          JobOrder.Purpose.SAVE, course.spec.verify().level(), Math.max(SECONDS_MIN, left));
      course.phase(BackupPhase.RUNNING, "");
      course.conditions.unknown(SNAPSHOT_TAKEN, "Running", "");
      course.conditions.unknown(UPLOADED, "Running", "");
    }
    return course.plan(Course.WORKING);
  }

  private BackupPlan hold(Trouble trouble) {
    course.conditions.no(ACCEPTED, trouble.reason(), trouble.message());
    if (trouble.hopeless()) {
      return end(trouble.reason(), trouble.message());
    }
    course.phase(BackupPhase.PENDING, trouble.message());
    return course.plan(Course.PATIENT);
  }

  /** What keeps the cluster from being read. */
  private Optional<Trouble> source() {
    var reference = course.spec.clusterRef();
    if (reference == null) {
      return Optional.empty();
    }
    String name = reference.name();
    EtcdCluster cluster = course.facts.cluster();
    if (cluster == null) {
      return Optional.of(
          course.attempts() > 0
              ? clusterDeleted(name)
              : Trouble.passing(
                  "ClusterMissing",
                  "there is no EtcdCluster %s in this namespace: check clusterRef.name"
                      .formatted(name)));
    }
    if (isLeaving(cluster)) {
      return Optional.of(clusterDeleted(name));
    }
    if (cluster.statusOrEmpty().clusterID() == null) {
      return Optional.of(
          Trouble.passing(
              "ClusterNotReady", "EtcdCluster " + name + " has not been founded yet: it waits"));
    }
    if (cluster.getSpec().hibernate()) {
      return Optional.of(
          Trouble.passing(
              "ClusterHibernated",
              "no member of EtcdCluster " + name + " runs: set hibernate to false"));
    }
    return Optional.empty();
  }

  /** A cluster that ends with a backup keeps its members until that is taken. */
  private static boolean isLeaving(EtcdCluster cluster) {
    return cluster.getMetadata().getDeletionTimestamp() != null
        && cluster.getSpec().reclaimPolicy() != ReclaimPolicy.BACKUP_THEN_DELETE;
  }

  private static Trouble clusterDeleted(String name) {
    return Trouble.lasting(
        "ClusterDeleted",
        "EtcdCluster %s was deleted before the backup was taken: for one at its end set"
                .formatted(name)
            + " reclaimPolicy to BackupThenDelete");
  }

  private static Trouble noTarget() {
    return Trouble.passing(
        "NoTarget",
        "neither target nor the cluster's spec.backup.target says where to keep it: set the latter"
            + " or make another EtcdBackup with a target");
  }

  private Optional<Trouble> needs() {
    Optional<BackupResolved> resolved = BackupFacts.resolve(course.backup, course.facts.cluster());
    var encryption = resolved.map(BackupResolved::encryption).orElse(null);
    boolean blind =
        encryption != null
            && encryption.age() != null
            && encryption.age().identitySecretRef() == null;
    if (blind && course.spec.verify().level() == VerifyLevel.RESTORE) {
      return Optional.of(
          Trouble.lasting(
              "IdentityMissing",
              "verify.level Restore has to decrypt: name encryption.age.identitySecretRef, or"
                  + " choose Checksum"));
    }
    if (course.is(UPLOADED)) {
      return course.storeTrouble();
    }
    return BackupFacts.needs(course.backup, course.facts.cluster())
        .flatMap(needs -> needs.missing(course.facts.found()));
  }

  /** Looks how far the job is. */
  private BackupPlan attend(JobFacts job) {
    boolean stored = course.is(UPLOADED);
    JobFacts.Outcome saved = job.ended().get(BackupNames.SAVE);
    if (!stored && saved != null) {
      switch (WorkerResult.of(saved)) {
        case WorkerResult.Done done -> Results.saved(course, done);
        case WorkerResult.NotDone not -> {
          return failed(not);
        }
      }
      stored = true;
    }
    if (stored && !course.wantsVerification()) {
      return complete();
    }
    JobFacts.Outcome verified = job.ended().get(BackupNames.VERIFY);
    if (stored && verified != null) {
      return switch (WorkerResult.of(verified)) {
        case WorkerResult.Done done -> {
          Results.verified(course, course.spec.verify().level(), done);
          yield complete();
        }
        case WorkerResult.NotDone not -> failed(not);
      };
    }
    Optional<WorkerResult.NotDone> broken = broken(job, stored);
    if (broken.isPresent()) {
      return failed(broken.get());
    }
    if (stored) {
      course.phase(BackupPhase.VERIFYING, job.trouble().map(Trouble::message).orElse(""));
      return course.plan(Course.WORKING);
    }
    String waits = job.trouble().map(Trouble::message).orElse(noPod(job) ? NO_POD : "");
    course.phase(BackupPhase.RUNNING, waits);
    String reason = job.trouble().map(Trouble::reason).orElse(noPod(job) ? "NoPod" : "Running");
    course.conditions.unknown(SNAPSHOT_TAKEN, reason, waits);
    return course.plan(Course.WORKING);
  }

  private static final String NO_POD =
      "no pod was made for the job: look at its events, the namespace may have a quota";

  private boolean noPod(JobFacts job) {
    return !job.hasPod() && course.now.isAfter(job.created().plus(NO_POD_AFTER));
  }

  /** Why a job will not tell a result any more. */
  private Optional<WorkerResult.NotDone> broken(JobFacts job, boolean stored) {
    if (job.terminating()) {
      return Optional.of(
          new WorkerResult.NotDone("JobVanished", "the job is being deleted by somebody", true));
    }
    if ((job.state() == JobFacts.State.FAILED && job.failure().equals("DeadlineExceeded"))
        || course.overdue(job)) {
      String why =
          job.trouble().map(t -> t.reason() + ": " + t.message()).orElse(noPod(job) ? NO_POD : "");
      return Optional.of(
          new WorkerResult.NotDone(
              "DeadlineExceeded",
              why.isEmpty() ? "the job took longer than it may: raise deadline" : why,
              stored));
    }
    if (job.state() == JobFacts.State.FAILED) {
      return Optional.of(
          new WorkerResult.NotDone(
              "PodLost",
              "the pod ended without a result (%s): its node may be gone, or it was evicted"
                  .formatted(job.failure()),
              true));
    }
    if (job.state() == JobFacts.State.COMPLETE) {
      return Optional.of(
          new WorkerResult.NotDone("NoResult", "the job is complete but told no result", true));
    }
    Trouble cluster = stored ? null : source().filter(Trouble::hopeless).orElse(null);
    if (cluster != null) {
      return Optional.of(new WorkerResult.NotDone(cluster.reason(), cluster.message(), false));
    }
    Instant patience = job.created().plus(HOPELESS_AFTER);
    return job.trouble()
        .filter(trouble -> trouble.hopeless() && course.now.isAfter(patience))
        .map(trouble -> new WorkerResult.NotDone(trouble.reason(), trouble.message(), true));
  }

  /** An attempt failed: another one, if that may help and there are some left. */
  private BackupPlan failed(WorkerResult.NotDone why) {
    course.released();
    boolean stored = course.is(UPLOADED);
    if (stored) {
      Results.notVerified(course, course.spec.verify().level(), why);
    } else if (OF_SOURCE.contains(why.reason())) {
      course.conditions.no(SNAPSHOT_TAKEN, why.reason(), why.message());
      course.conditions.no(UPLOADED, "NoSnapshot", "");
    } else {
      course.conditions.unknown(SNAPSHOT_TAKEN, why.reason(), why.message());
      course.conditions.no(UPLOADED, why.reason(), why.message());
    }
    boolean last = course.attempts() > course.spec.retries();
    if (!why.retryable() || last || pastDeadline()) {
      String after = last && why.retryable() ? " (after %d attempts)" : "";
      return end(why.reason(), why.message() + after.formatted(course.attempts()));
    }
    course.pauseAfter(course.attempts());
    course.phase(BackupPhase.PENDING, why.reason() + ": " + why.message());
    return course.plan(Course.SOON);
  }

  private Duration deadline() {
    return Durations.parse(course.spec.deadline());
  }

  private boolean pastDeadline() {
    Duration most = course.is(UPLOADED) ? deadline().plus(course.verifyTimeout()) : deadline();
    return course.since(course.before.startTime()).compareTo(most) >= 0;
  }

  private BackupPlan giveUp(String reason, String message) {
    String last = course.before.message();
    String tail = last == null ? "" : "; last: " + last;
    // What it waited for is the better reason, where there is one.
    String held =
        course.conditions.isTrue(ACCEPTED) || course.attempts() > 0
            ? reason
            : course.conditions.reason(ACCEPTED);
    return end(
        held.equals("Waiting") ? reason : held, message.formatted(course.spec.deadline(), tail));
  }

  private BackupPlan end(String reason, String message) {
    course.released();
    course.status.completionTime(course.now.toString()).nextAttemptTime(null);
    course.conditions.no(COMPLETE, "Failed", "");
    course.conditions.yes(FAILED, reason, message);
    if (!course.is(UPLOADED)) {
      String why = course.conditions.reason(UPLOADED);
      course.conditions.no(
          UPLOADED,
          why.equals("Waiting") || why.equals("Running") ? "NotBegun" : why,
          course.conditions.message(UPLOADED));
    }
    course.phase(BackupPhase.FAILED, reason + ": " + message);
    return course.plan(Course.SOON);
  }

  private BackupPlan complete() {
    course.released();
    course.status.completionTime(course.now.toString()).nextAttemptTime(null);
    String after = course.spec.retention().expireAfter();
    if (after != null) {
      course.status.expirationTime(course.now.plus(Durations.parse(after)).toString());
    }
    course.conditions.yes(COMPLETE, "Completed", "");
    course.conditions.no(FAILED, "Completed", "");
    course.phase(BackupPhase.COMPLETED, "");
    return course.plan(Course.SOON);
  }
}
