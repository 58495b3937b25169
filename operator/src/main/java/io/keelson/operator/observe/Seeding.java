package io.keelson.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.operator.plan.SeedWork;
import io.keelson.operator.resource.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how far the container is that brings restored data. */
final class Seeding {
  /** What the container ends with when another try would not help. */
  private static final int FOR_GOOD = 2;

  private Seeding() {}

  static Optional<SeedWork> of(Pod pod) {
    boolean has =
        pod.getSpec().getInitContainers().stream()
            .anyMatch(one -> one.getName().equals(Names.RESTORE_CONTAINER));
    if (!has) {
      return Optional.empty();
    }
    return Optional.of(
        pod.getStatus() == null
            ? running(0)
            : pod.getStatus().getInitContainerStatuses().stream()
                .filter(status -> status.getName().equals(Names.RESTORE_CONTAINER))
                .findFirst()
                .map(Seeding::of)
                .orElse(running(0)));
  }

  private static SeedWork running(int failures) {
    return new SeedWork(SeedWork.State.RUNNING, failures, false, "", "");
  }

  private static SeedWork of(ContainerStatus status) {
    int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
    ContainerStateTerminated ended = terminated(status.getState());
    if (ended != null && ended.getExitCode() == 0) {
      return new SeedWork(SeedWork.State.DONE, restarts, false, "", message(ended));
    }
    // Between two tries it waits, and the last one is to be found under its last state.
    boolean waits = status.getState() != null && status.getState().getWaiting() != null;
    ContainerStateTerminated last =
        ended != null ? ended : waits ? terminated(status.getLastState()) : null;
    if (last == null || last.getExitCode() == 0) {
      return running(restarts);
    }
    return new SeedWork(
        SeedWork.State.FAILED,
        restarts + 1,
        last.getExitCode() == FOR_GOOD,
        Said.text(message(last)),
        "");
  }

  private static @Nullable ContainerStateTerminated terminated(@Nullable ContainerState state) {
    return state == null ? null : state.getTerminated();
  }

  private static String message(ContainerStateTerminated ended) {
    String message = ended.getMessage();
    return message == null || message.isBlank()
        ? "the container ended with exit code " + ended.getExitCode()
        : message.strip();
  }
}
