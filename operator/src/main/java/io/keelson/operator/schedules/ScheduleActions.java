package io.keelson.operator.schedules;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.backup.schedule.Action;
import io.keelson.operator.backup.schedule.ClusterFacts;
import io.keelson.operator.backup.schedule.Decision;
import io.keelson.operator.backup.schedule.Progress;
import io.keelson.operator.backup.schedule.ScheduleReport;
import io.keelson.operator.execute.Events;
import io.keelson.operator.execute.Failures;
import io.keelson.operator.resource.ScheduledBackup;
import io.keelson.operator.status.Report;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does what was decided. Whatever is done twice, since it was not noted, is done once. */
final class ScheduleActions {
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final Events events;

  ScheduleActions(KubernetesClient client, Events events) {
    this.client = client;
    this.events = events;
  }

  /** In order; the first that fails is the last one, and what it was for is decided again. */
  ScheduleReport.Done execute(
      EtcdBackupSchedule schedule, ClusterFacts facts, Decision decision, Instant now) {
    boolean started = false;
    for (Action action : decision.actions()) {
      Report.Failure failure = tryOne(schedule, facts, action, now);
      if (failure != null) {
        boolean startOpen =
            !started && decision.actions().stream().anyMatch(Action.Start.class::isInstance);
        Progress decided = decision.progress();
        Progress kept =
            new Progress(
                startOpen ? facts.progress().mark() : decided.mark(),
                startOpen ? facts.progress().missed() : decided.missed(),
                decided.rehearsedAt(),
                decided.provenAt(),
                decided.restoreSeconds(),
                facts.progress().pending());
        return new ScheduleReport.Done(facts, decision, kept, failure.reason(), failure.message());
      }
      started |= action instanceof Action.Start;
    }
    return new ScheduleReport.Done(facts, decision, decision.progress(), "", "");
  }

  private Report.@Nullable Failure tryOne(
      EtcdBackupSchedule schedule, ClusterFacts facts, Action action, Instant now) {
    try {
      switch (action) {
        case Action.Start start -> {
          return start(schedule, facts.name(), start, now);
        }
        case Action.Cancel cancel -> {
          delete(schedule, cancel.backup());
          events.warning(
              schedule, "BackupReplaced", cancel.backup() + " gives way to the next one", now);
        }
        case Action.Remove remove -> {
          delete(schedule, remove.backup());
          events.normal(schedule, "BackupRemoved", remove.backup() + ": " + remove.why(), now);
        }
        case Action.Verify verify -> ask(schedule, verify, now);
      }
      return null;
    } catch (KubernetesClientException e) {
      return Failures.of(e, doing(action));
    }
  }

  private static String doing(Action action) {
    return switch (action) {
      case Action.Start start -> "making the backup of " + start.scheduledAt();
      case Action.Cancel cancel -> "giving up " + cancel.backup();
      case Action.Remove remove -> "removing " + remove.backup();
      case Action.Verify verify -> "asking for a verification of " + verify.backup();
    };
  }

  private Report.@Nullable Failure start(
      EtcdBackupSchedule schedule, String cluster, Action.Start start, Instant now) {
    EtcdBackup backup =
        ScheduledBackup.build(schedule, cluster, start.scheduledAt(), start.attempt());
    String name = backup.getMetadata().getName();
    try {
      client.resource(backup).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      // Made by an earlier pass that could not note it; or somebody else's.
      return isOurs(schedule, name)
          ? null
          : new Report.Failure(
              "NameTaken",
              "another EtcdBackup has the name " + name + ": rename that one or the schedule");
    }
    events.normal(schedule, "BackupStarted", name, now);
    return null;
  }

  private boolean isOurs(EtcdBackupSchedule schedule, String name) {
    EtcdBackup present =
        client
            .resources(EtcdBackup.class)
            .inNamespace(schedule.getMetadata().getNamespace())
            .withName(name)
            .get();
    Map<String, String> labels = present == null ? null : present.getMetadata().getLabels();
    return present == null
        || (labels != null
            && schedule.getMetadata().getName().equals(labels.get(ScheduledBackup.SCHEDULE_LABEL)));
  }

  private void delete(EtcdBackupSchedule schedule, String name) {
    client
        .resources(EtcdBackup.class)
        .inNamespace(schedule.getMetadata().getNamespace())
        .withName(name)
        .delete();
  }

  private void ask(EtcdBackupSchedule schedule, Action.Verify verify, Instant now) {
    String wish = now + " " + (verify.restores() ? "Restore" : "Checksum");
    client
        .resources(EtcdBackup.class)
        .inNamespace(schedule.getMetadata().getNamespace())
        .withName(verify.backup())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of(
                    "metadata",
                    Map.of("annotations", Map.of(EtcdBackup.VERIFY_ANNOTATION, wish)))));
  }
}
