package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdCluster;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A backup that a schedule makes. It has no owner, since a schedule that is deleted must not take
 * its backups with it; it is found by its labels. Its name follows from the time it is made for, so
 * that it is made once, whatever happens between.
 */
public final class ScheduledBackup {
  /** The name of the schedule, on its backups. */
  public static final String SCHEDULE_LABEL = EtcdCluster.GROUP + "/schedule";

  /** The time a backup is made for. */
  public static final String TIME_ANNOTATION = EtcdCluster.GROUP + "/scheduled-at";

  /** 1, or more for another attempt after a failure. */
  public static final String ATTEMPT_ANNOTATION = EtcdCluster.GROUP + "/attempt";

  /** So that jobs, whose names begin with it, get names that fit. */
  private static final int NAME_MAX = 52;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

  private ScheduledBackup() {}

  /**
   * The name of a backup: schedule, cluster if the schedule has several, and time; what is too long
   * is cut and told apart by a checksum.
   */
  public static String name(EtcdBackupSchedule schedule, String cluster, Instant scheduledAt) {
    String time = "-" + TIME.format(scheduledAt);
    String base = schedule.getMetadata().getName();
    if (schedule.getSpec().clusterSelector() != null) {
      base = base + "-" + cluster;
    }
    if (base.length() + time.length() > NAME_MAX) {
      CRC32 sum = new CRC32();
      sum.update(base.getBytes(StandardCharsets.UTF_8));
      String end = "-%08x".formatted(sum.getValue());
      base = base.substring(0, NAME_MAX - time.length() - end.length()) + end;
    }
    return base + time;
  }

  /** The backup of a cluster for a time. */
  public static EtcdBackup build(
      EtcdBackupSchedule schedule, String cluster, Instant scheduledAt, int attempt) {
    EtcdBackup backup = new EtcdBackup();
    backup.setMetadata(
        new ObjectMetaBuilder()
            .withName(name(schedule, cluster, scheduledAt))
            .withNamespace(schedule.getMetadata().getNamespace())
            .addToLabels(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
            .addToLabels(Names.CLUSTER_LABEL, cluster)
            .addToLabels(SCHEDULE_LABEL, schedule.getMetadata().getName())
            .addToAnnotations(TIME_ANNOTATION, scheduledAt.toString())
            .addToAnnotations(ATTEMPT_ANNOTATION, Integer.toString(attempt))
            .build());
    backup.setSpec(schedule.getSpec().template().of(cluster));
    return backup;
  }

  /** The time a backup was made for; when it was made, if a user took the note away. */
  public static Instant scheduledAt(EtcdBackup backup) {
    return time(annotations(backup).get(TIME_ANNOTATION))
        .or(() -> time(backup.getMetadata().getCreationTimestamp()))
        .orElse(Instant.EPOCH);
  }

  /** The number of the attempt. */
  public static int attempt(EtcdBackup backup) {
    String text = annotations(backup).getOrDefault(ATTEMPT_ANNOTATION, "1");
    return text.matches("[0-9]{1,4}") ? Math.max(1, Integer.parseInt(text)) : 1;
  }

  /** When another verification was last asked for. */
  public static Optional<Instant> verifyRequestedAt(EtcdBackup backup) {
    String text = annotations(backup).get(EtcdBackup.VERIFY_ANNOTATION);
    return text == null ? Optional.empty() : time(text.split(" ", 2)[0]);
  }

  /** A time as the API has them; empty if there is none or it is something else. */
  public static Optional<Instant> time(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> annotations(EtcdBackup backup) {
    Map<String, String> annotations = backup.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
