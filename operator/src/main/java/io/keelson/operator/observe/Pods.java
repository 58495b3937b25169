package io.keelson.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.keelson.operator.plan.PodFacts;
import io.keelson.operator.resource.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads pods. */
final class Pods {
  /** Waiting for these ends by itself; waiting for anything else is trouble. */
  private static final Set<String> PATIENCE = Set.of("ContainerCreating", "PodInitializing");

  private static final Set<String> OURS = Set.of(Names.MARKER_CONTAINER, Names.RESTORE_CONTAINER);

  private static final int MESSAGE_MAX = 500;

  private Pods() {}

  static PodFacts facts(Pod pod, Map<String, Seen.NodeState> nodes) {
    String node = pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName();
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    Trouble trouble = trouble(pod, node, nodes);
    return new PodFacts(
        pod.getMetadata().getUid(),
        annotations.getOrDefault(Names.SPEC_HASH_ANNOTATION, ""),
        annotations.getOrDefault(Names.VERSION_ANNOTATION, ""),
        node,
        trouble.state(),
        since(pod),
        isReady(pod),
        Names.VOTER.equals(pod.getMetadata().getLabels().get(Names.ROLE_LABEL)),
        pod.getMetadata().getDeletionTimestamp() != null,
        Seeding.of(pod),
        trouble.message());
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private static Instant since(Pod pod) {
    if (pod.getStatus() != null) {
      for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
        if (status.getName().equals(Names.CONTAINER)
            && status.getState() != null
            && status.getState().getRunning() != null) {
          return Instant.parse(status.getState().getRunning().getStartedAt());
        }
      }
    }
    String created = pod.getMetadata().getCreationTimestamp();
    return created == null ? Instant.EPOCH : Instant.parse(created);
  }

  private record Trouble(PodFacts.State state, String message) {}

  private static Trouble trouble(Pod pod, String node, Map<String, Seen.NodeState> nodes) {
    if (!node.isEmpty() && nodes.containsKey(node) && !nodes.get(node).usable()) {
      return new Trouble(PodFacts.State.NODE_LOST, "its node " + node + " is gone or silent");
    }
    String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return new Trouble(PodFacts.State.ENDED, ended(pod));
    }
    if (node.isEmpty()) {
      return new Trouble(PodFacts.State.UNSCHEDULED, unscheduled(pod));
    }
    for (ContainerStatus status : containers(pod)) {
      String failure = failure(status);
      if (!failure.isEmpty()) {
        return new Trouble(PodFacts.State.FAILING, cut(failure));
      }
    }
    boolean running =
        pod.getStatus() != null
            && pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(Names.CONTAINER))
                .anyMatch(Pods::isStarted);
    return new Trouble(running ? PodFacts.State.RUNNING : PodFacts.State.STARTING, "");
  }

  /** It runs, and its startup probe has passed: before, it may take as long as the probe allows. */
  private static boolean isStarted(ContainerStatus status) {
    return status.getState() != null
        && status.getState().getRunning() != null
        && !Boolean.FALSE.equals(status.getStarted());
  }

  private static String ended(Pod pod) {
    String reason = pod.getStatus().getReason();
    return "its pod ended" + (reason == null ? "" : ": " + reason);
  }

  private static List<ContainerStatus> containers(Pod pod) {
    if (pod.getStatus() == null) {
      return List.of();
    }
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .toList();
  }

  private static String failure(ContainerStatus status) {
    ContainerState state = status.getState();
    if (state == null) {
      return "";
    }
    if (state.getWaiting() != null && !PATIENCE.contains(state.getWaiting().getReason())) {
      String words = lastWords(status.getLastState());
      if (words.isEmpty() && state.getWaiting().getMessage() != null) {
        words = state.getWaiting().getMessage();
      }
      return state.getWaiting().getReason() + (words.isEmpty() ? "" : ": " + words);
    }
    boolean initFailed =
        OURS.contains(status.getName())
            && state.getTerminated() != null
            && state.getTerminated().getExitCode() != 0;
    return initFailed ? lastWords(state) : "";
  }

  /** What a container left in its termination message, or how it ended. */
  private static String lastWords(ContainerState state) {
    if (state == null || state.getTerminated() == null) {
      return "";
    }
    String message = state.getTerminated().getMessage();
    return message == null || message.isBlank()
        ? "its server ended with exit code " + state.getTerminated().getExitCode()
        : Said.text(message.strip());
  }

  private static String unscheduled(Pod pod) {
    if (pod.getStatus() != null) {
      for (PodCondition condition : pod.getStatus().getConditions()) {
        if (condition.getType().equals("PodScheduled")
            && condition.getStatus().equals("False")
            && condition.getMessage() != null) {
          return cut(condition.getMessage());
        }
      }
    }
    return "";
  }

  private static String cut(String text) {
    return text.length() <= MESSAGE_MAX ? text : text.substring(0, MESSAGE_MAX);
  }
}
