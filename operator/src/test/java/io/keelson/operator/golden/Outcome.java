package io.keelson.operator.golden;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.AvailabilityStatus;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberStatus;
import io.keelson.operator.api.OperationStatus;
import io.keelson.operator.api.TargetStatus;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Step;
import io.keelson.operator.status.MemberReport;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans and statuses as a person reads them, without what is the same in every case. */
final class Outcome {
  private Outcome() {}

  /** One line for each step and each piece of work. */
  static String plan(Plan plan) {
    StringBuilder text = new StringBuilder();
    plan.preparations().forEach(step -> text.append("prepare: ").append(step(step)).append('\n'));
    plan.disruption().ifPresent(step -> text.append("disrupt: ").append(step(step)).append('\n'));
    for (Plan.Work work : plan.work()) {
      text.append("work:    ").append(work.type().label());
      text.append(work.member().isEmpty() ? "" : " " + work.member());
      text.append(": ").append(work.why()).append('\n');
      if (!work.blockedBy().isEmpty()) {
        text.append("         waits for: ").append(work.blockedBy()).append('\n');
      }
    }
    if (plan.finished()) {
      text.append("finished\n");
    }
    return text.isEmpty() ? "at rest\n" : text.toString();
  }

  private static String step(Step step) {
    StringBuilder text = new StringBuilder(step.getClass().getSimpleName());
    text.append(' ').append(step.member());
    for (RecordComponent part : step.getClass().getRecordComponents()) {
      if (!part.getName().equals("member")) {
        text.append(", ").append(part.getName()).append(' ').append(value(part, step));
      }
    }
    return text.toString();
  }

  private static String value(RecordComponent part, Step step) {
    try {
      part.getAccessor().setAccessible(true);
      Object value = part.getAccessor().invoke(step);
      boolean id = part.getName().endsWith("Id");
      return id && value instanceof Long number ? Long.toHexString(number) : String.valueOf(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The status of the cluster, and the phase that each record of a member gets. */
  static String status(EtcdClusterStatus status, Observation seen, List<EtcdMember> records) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("phase", status.phase());
    shown.put("ready", status.ready());
    shown.put("clusterID", status.clusterID());
    shown.put("clusterToken", status.clusterToken());
    shown.put("leader", status.leader() == null ? null : status.leader().member());
    shown.put("version", status.version());
    shown.put("voters", status.voters());
    shown.put("healthyVoters", status.healthyVoters());
    shown.put("learners", status.learners());
    shown.put("quorum", status.quorum());
    shown.put("faultTolerance", status.faultTolerance());
    shown.put("restore", restore(status.restore()));
    shown.put("members", members(seen, records));
    shown.put("target", target(status.target()));
    shown.put("operations", status.operations().stream().map(Outcome::operation).toList());
    shown.put("availability", availability(status.availability()));
    shown.put("backup", status.backup());
    Map<String, @Nullable Object> conditions = new LinkedHashMap<>();
    for (Condition condition : status.conditions()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("status", condition.status());
      one.put("reason", condition.reason());
      one.put("message", condition.message());
      conditions.put(condition.type(), one);
    }
    shown.put("conditions", conditions);
    shown.values().removeIf(Outcome::isEmpty);
    return Serialization.asYaml(shown);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static Map<String, Object> members(Observation seen, List<EtcdMember> records) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (MemberFacts member : seen.members()) {
      EtcdMember record =
          records.stream()
              .filter(one -> one.getSpec().memberName().equals(member.name()))
              .findFirst()
              .orElseThrow();
      boolean learner =
          seen.roll().entries().stream()
              .anyMatch(entry -> entry.learner() && entry.memberId() == member.memberId());
      EtcdMemberStatus status =
          MemberReport.of(member, record.statusOrEmpty(), learner, seen.now());
      Object phase = status.phase() == null ? "" : status.phase();
      members.put(member.name(), phase);
    }
    return members;
  }

  private static Map<String, @Nullable Object> restore(@Nullable ClusterRestoreStatus restore) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    if (restore != null) {
      shown.put("uid", restore.order().uid());
      shown.put("stage", restore.stage());
      shown.put("since", unlessNow(restore.stageTime()));
      shown.put("reason", restore.reason());
      shown.put("message", restore.message());
      shown.put("incarnation", restore.incarnation());
      shown.put("previous", restore.previous() == null ? null : restore.previous().clusterID());
      shown.put("survivor", restore.survivor());
      shown.put("lossBound", restore.lossBound());
      shown.put("lastKnownRevision", restore.lastKnownRevision());
      shown.put("unavailableSince", unlessNow(restore.unavailableSince()));
      shown.put("availableSince", restore.availableSince());
      shown.put("result", restore.result());
      shown.put("quarantine", restore.quarantine());
      shown.values().removeIf(Outcome::isEmpty);
    }
    return shown;
  }

  private static Map<String, @Nullable Object> target(@Nullable TargetStatus target) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    if (target != null) {
      shown.put("replicas", target.replicas());
      shown.put("version", target.version());
      shown.put("since", unlessNow(target.since()));
      shown.values().removeIf(Outcome::isEmpty);
    }
    return shown;
  }

  private static Map<String, @Nullable Object> operation(OperationStatus operation) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("type", operation.type());
    shown.put("member", operation.member());
    shown.put("step", operation.step());
    shown.put("since", unlessNow(operation.since()));
    shown.put("why", operation.why());
    shown.put("blockedBy", operation.blockedBy());
    shown.values().removeIf(value -> isEmpty(value) || "".equals(value));
    return shown;
  }

  private static @Nullable String unlessNow(@Nullable String time) {
    return Scene.NOW.toString().equals(time) ? null : time;
  }

  private static Map<String, @Nullable Object> availability(@Nullable AvailabilityStatus status) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    if (status != null) {
      shown.put("survivesNodeLoss", status.survivesNodeLoss());
      shown.put("survivesZoneLoss", status.survivesZoneLoss());
      shown.put("worstDomain", status.worstDomain());
      shown.values().removeIf(value -> isEmpty(value) || "".equals(value));
    }
    return shown;
  }
}
