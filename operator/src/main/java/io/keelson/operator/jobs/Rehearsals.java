package io.keelson.operator.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.keelson.operator.resource.RehearsalJob;
import io.keelson.operator.restore.RestoreSeen.Rehearsal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the jobs that try a backup, and their pods. */
final class Rehearsals {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FOR_GOOD = 2;

  private Rehearsals() {}

  static List<Rehearsal> of(String restoreUid, List<Job> jobs, List<Pod> pods) {
    return jobs.stream()
        .filter(job -> owned(job.getMetadata().getOwnerReferences(), restoreUid))
        .map(job -> of(job, podOf(job, pods)))
        .toList();
  }

  private static boolean owned(
      List<io.fabric8.kubernetes.api.model.OwnerReference> owners, String uid) {
    return owners.stream().anyMatch(owner -> owner.getUid().equals(uid));
  }

  private static Optional<Pod> podOf(Job job, List<Pod> pods) {
    return pods.stream()
        .filter(pod -> owned(pod.getMetadata().getOwnerReferences(), job.getMetadata().getUid()))
        .findFirst();
  }

  private static Rehearsal of(Job job, Optional<Pod> pod) {
    String number = job.getMetadata().getLabels().getOrDefault(RehearsalJob.ATTEMPT_LABEL, "0");
    int attempt = number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : 0;
    String name = job.getMetadata().getName();
    ContainerStateTerminated ended = pod.map(Rehearsals::ended).orElse(null);
    if (ended != null) {
      return result(name, attempt, ended);
    }
    String failed = failed(job);
    if (failed != null) {
      String why = failed.isEmpty() ? "the job failed" : "the job failed: " + failed;
      return new Rehearsal(
          name,
          attempt,
          Rehearsal.State.FAILED,
          false,
          why + "; look at its pod and at jobTemplate.resources",
          Optional.empty(),
          Optional.empty());
    }
    return new Rehearsal(
        name,
        attempt,
        Rehearsal.State.RUNNING,
        false,
        pod.map(Rehearsals::trouble).orElse(""),
        Optional.empty(),
        Optional.empty());
  }

  private static @Nullable ContainerStateTerminated ended(Pod pod) {
    if (pod.getStatus() == null) {
      return null;
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      if (status.getName().equals(RehearsalJob.CONTAINER) && status.getState() != null) {
        return status.getState().getTerminated();
      }
    }
    return null;
  }

  private static Rehearsal result(String name, int attempt, ContainerStateTerminated ended) {
    JsonNode told = parse(ended.getMessage());
    boolean well = ended.getExitCode() == 0 && told.path("ok").asBoolean(false);
    String words = told.path("reason").asText("") + ": " + told.path("message").asText("");
    String why =
        told.has("reason")
            ? words
            : "the container ended with exit code %d%s; look at the log of its pod"
                .formatted(
                    ended.getExitCode(),
                    ended.getReason() == null ? "" : " (" + ended.getReason() + ")");
    return new Rehearsal(
        name,
        attempt,
        well ? Rehearsal.State.DONE : Rehearsal.State.FAILED,
        ended.getExitCode() == FOR_GOOD,
        well ? "" : why,
        told.path("restoreSeconds").isNumber()
            ? Optional.of(told.path("restoreSeconds").asDouble())
            : Optional.empty(),
        told.path("keys").canConvertToLong()
            ? Optional.of(told.path("keys").asLong())
            : Optional.empty());
  }

  private static JsonNode parse(@Nullable String message) {
    try {
      JsonNode tree = JSON.readTree(message == null ? "" : message);
      return tree != null && tree.isObject() ? tree : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode(); // cut off, or not from our program
    }
  }

  private static @Nullable String failed(Job job) {
    if (job.getStatus() == null) {
      return null;
    }
    return job.getStatus().getConditions().stream()
        .filter(one -> one.getType().equals("Failed") && one.getStatus().equals("True"))
        .map(one -> one.getReason() == null ? "" : one.getReason())
        .findFirst()
        .orElse(null);
  }

  /** What keeps a pod from running, empty when nothing is known. */
  private static String trouble(Pod pod) {
    if (pod.getStatus() == null) {
      return "";
    }
    for (PodCondition condition : pod.getStatus().getConditions()) {
      if (condition.getType().equals("PodScheduled") && condition.getStatus().equals("False")) {
        return "no node takes the pod of the job: " + condition.getMessage();
      }
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      if (status.getState() != null
          && status.getState().getWaiting() != null
          && !"ContainerCreating".equals(status.getState().getWaiting().getReason())) {
        return "its pod waits: " + status.getState().getWaiting().getReason();
      }
    }
    return "";
  }
}
