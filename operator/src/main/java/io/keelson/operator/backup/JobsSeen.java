package io.keelson.operator.backup;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads jobs and their pods. */
public final class JobsSeen {
  private static final Set<String> NO_IMAGE =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  private JobsSeen() {}

  /** What the jobs of one backup show, in order of their numbers; those of others are left out. */
  public static List<JobFacts> of(String backupUid, List<Job> jobs, List<Pod> pods) {
    List<JobFacts> facts = new ArrayList<>();
    for (Job job : jobs) {
      boolean ours =
          job.getMetadata().getOwnerReferences().stream()
              .anyMatch(reference -> reference.getUid().equals(backupUid));
      if (ours) {
        facts.add(of(job, podOf(job, pods)));
      }
    }
    facts.sort(Comparator.comparingInt(JobFacts::number));
    return facts;
  }

  /** The youngest of a job's pods; there are two only while one is being replaced. */
  private static Optional<Pod> podOf(Job job, List<Pod> pods) {
    return pods.stream()
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(r -> r.getUid().equals(job.getMetadata().getUid())))
        .max(Comparator.comparing(pod -> text(pod.getMetadata().getCreationTimestamp())));
  }

  private static JobFacts of(Job job, Optional<Pod> pod) {
    Map<String, String> labels = job.getMetadata().getLabels();
    String failed = condition(job, "Failed");
    boolean complete = condition(job, "Complete") != null;
    Long active = job.getSpec() == null ? null : job.getSpec().getActiveDeadlineSeconds();
    return new JobFacts(
        job.getMetadata().getName(),
        purpose(labels.getOrDefault(BackupNames.PURPOSE_LABEL, "")),
        number(labels.getOrDefault(BackupNames.ATTEMPT_LABEL, "")),
        job.getMetadata().getDeletionTimestamp() != null,
        failed != null
            ? JobFacts.State.FAILED
            : complete ? JobFacts.State.COMPLETE : JobFacts.State.RUNNING,
        text(failed),
        Instant.parse(job.getMetadata().getCreationTimestamp()),
        active == null ? 0 : active,
        pod.isPresent(),
        pod.flatMap(JobsSeen::trouble),
        pod.map(JobsSeen::ended).orElse(Map.of()));
  }

  private static @Nullable String condition(Job job, String type) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return null;
    }
    for (JobCondition condition : job.getStatus().getConditions()) {
      if (condition.getType().equals(type) && condition.getStatus().equals("True")) {
        return text(condition.getReason());
      }
    }
    return null;
  }

  private static JobOrder.Purpose purpose(String label) {
    for (JobOrder.Purpose purpose : JobOrder.Purpose.values()) {
      if (purpose.text().equals(label.toLowerCase(Locale.ROOT))) {
        return purpose;
      }
    }
    return JobOrder.Purpose.SAVE;
  }

  private static int number(String label) {
    return label.matches("[0-9]{1,6}") ? Integer.parseInt(label) : 0;
  }

  private static Map<String, JobFacts.Outcome> ended(Pod pod) {
    Map<String, JobFacts.Outcome> outcomes = new HashMap<>();
    for (ContainerStatus status : statuses(pod)) {
      ContainerState state = status.getState();
      if (state != null && state.getTerminated() != null) {
        var terminated = state.getTerminated();
        Integer code = terminated.getExitCode();
        outcomes.put(
            status.getName(),
            new JobFacts.Outcome(
                code == null ? -1 : code,
                text(terminated.getMessage()),
                text(terminated.getReason())));
      }
    }
    return outcomes;
  }

  private static List<ContainerStatus> statuses(Pod pod) {
    List<ContainerStatus> all = new ArrayList<>();
    if (pod.getStatus() != null) {
      all.addAll(pod.getStatus().getInitContainerStatuses());
      all.addAll(pod.getStatus().getContainerStatuses());
    }
    return all;
  }

  private static Optional<Trouble> trouble(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    for (PodCondition condition : pod.getStatus().getConditions()) {
      if (condition.getType().equals("PodScheduled") && condition.getStatus().equals("False")) {
        return Optional.of(
            Trouble.passing(
                "Unschedulable",
                "no node takes the pod of the job: "
                    + text(condition.getMessage())
                    + "; look at jobTemplate.resources, nodeSelector and tolerations"));
      }
    }
    for (ContainerStatus status : statuses(pod)) {
      ContainerState state = status.getState();
      if (state == null || state.getWaiting() == null) {
        continue;
      }
      String reason = text(state.getWaiting().getReason());
      String message = text(state.getWaiting().getMessage());
      if (NO_IMAGE.contains(reason)) {
        return Optional.of(
            Trouble.lasting(
                "ImageUnavailable",
                "the image %s cannot be had (%s): look at the operator's setting backupImage and at"
                        .formatted(status.getImage(), message)
                    + " jobTemplate.pullSecrets"));
      }
      if (reason.equals("CreateContainerConfigError") || reason.equals("CreateContainerError")) {
        return Optional.of(
            Trouble.lasting(
                "ContainerNotCreated", "the container cannot be made (" + message + ")"));
      }
    }
    return Optional.empty();
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
