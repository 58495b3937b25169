package io.keelson.operator.restore;

import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.api.EtcdRestoreStatusBuilder;
import io.keelson.operator.api.RestoreConditionType;
import io.keelson.operator.api.RestorePhase;
import io.keelson.operator.api.RestoreStepStatus;
import io.keelson.operator.api.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The next status of a restore while it is being made, and what goes with it. One thread. */
final class Draft {
  private static final int MESSAGE_MAX = 1_000;
  private static final int STEP_MESSAGE_MAX = 500;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final String now;
  private final @Nullable Long generation;
  private final EtcdRestoreStatusBuilder status;
  private final List<RestoreStepStatus> steps;
  private final Map<RestoreConditionType, Condition> conditions =
      new EnumMap<>(RestoreConditionType.class);
  private final List<RestoreStep> todo = new ArrayList<>();
  private Duration next = SOON;

  Draft(EtcdRestore restore, Instant now) {
    EtcdRestoreStatus before = restore.statusOrEmpty();
    this.now = now.toString();
    this.generation = restore.getMetadata().getGeneration();
    this.status = before.toBuilder().observedGeneration(generation);
    this.steps = new ArrayList<>(before.steps());
    for (RestoreConditionType type : RestoreConditionType.values()) {
      conditions.put(
          type,
          before
              .condition(type)
              .orElse(
                  new Condition(
                      type.text(), ConditionStatus.UNKNOWN, "Waiting", "", this.now, generation)));
    }
    if (before.startTime() == null) {
      status.startTime(this.now);
    }
  }

  EtcdRestoreStatusBuilder status() {
    return status;
  }

  void todo(RestoreStep step) {
    todo.add(step);
  }

  void next(Duration delay) {
    next = delay;
  }

  void phase(RestorePhase phase, String message) {
    status.phase(phase).message(cut(message, MESSAGE_MAX));
  }

  void condition(RestoreConditionType type, boolean holds, String reason, String message) {
    ConditionStatus value = holds ? ConditionStatus.TRUE : ConditionStatus.FALSE;
    Condition before = conditions.get(type);
    String since = before != null && before.status() == value ? before.lastTransitionTime() : now;
    conditions.put(
        type,
        new Condition(type.text(), value, reason, cut(message, MESSAGE_MAX), since, generation));
  }

  /** Begins a step, or says something new of it. */
  void step(String name, String message) {
    put(name, StepState.RUNNING, message, null);
  }

  void stepDone(String name, String message) {
    put(name, StepState.DONE, message, now);
  }

  private void put(String name, StepState state, String message, @Nullable String end) {
    for (int i = 0; i < steps.size(); i++) {
      RestoreStepStatus step = steps.get(i);
      if (step.name().equals(name)) {
        if (step.state() == StepState.RUNNING) {
          steps.set(
              i,
              new RestoreStepStatus(
                  name, state, step.start(), end, cut(message, STEP_MESSAGE_MAX)));
        }
        return;
      }
    }
    steps.add(new RestoreStepStatus(name, state, now, end, cut(message, STEP_MESSAGE_MAX)));
  }

  /** Ends it without success; whatever runs has failed. */
  void fail(RestorePhase phase, String reason, String message) {
    for (int i = 0; i < steps.size(); i++) {
      RestoreStepStatus step = steps.get(i);
      if (step.state() == StepState.RUNNING) {
        steps.set(
            i,
            new RestoreStepStatus(
                step.name(), StepState.FAILED, step.start(), now, cut(message, STEP_MESSAGE_MAX)));
      }
    }
    condition(RestoreConditionType.FAILED, true, reason, message);
    condition(RestoreConditionType.COMPLETE, false, reason, message);
    end(phase, message);
  }

  void complete(String message) {
    condition(RestoreConditionType.FAILED, false, "Completed", "");
    condition(RestoreConditionType.COMPLETE, true, "Completed", message);
    end(RestorePhase.COMPLETED, message);
  }

  private void end(RestorePhase phase, String message) {
    phase(phase, message);
    status.completionTime(now);
    next = Duration.ofMinutes(1);
  }

  RestorePlan plan() {
    return new RestorePlan(
        status.steps(steps).conditions(List.copyOf(conditions.values())).build(), todo, next);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
