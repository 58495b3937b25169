package io.keelson.operator.backup.schedule;

import io.fabric8.kubernetes.api.model.Quantity;
import io.keelson.operator.api.ConcurrencyPolicy;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleSpec;
import io.keelson.operator.api.RehearsalSpec;
import io.keelson.operator.api.ScheduleRetentionSpec;
import io.keelson.operator.api.VerifyLevel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the specification of a schedule. */
public final class ScheduleRules {
  private final EtcdBackupSchedule schedule;
  private final Timetable timetable;
  private final Rules rules;

  private ScheduleRules(EtcdBackupSchedule schedule, Timetable timetable, Rules rules) {
    this.schedule = schedule;
    this.timetable = timetable;
    this.rules = rules;
  }

  /**
   * Reads it.
   *
   * @throws BadScheduleException if it cannot be followed
   */
  public static ScheduleRules of(EtcdBackupSchedule schedule) throws BadScheduleException {
    EtcdBackupScheduleSpec spec = schedule.getSpec();
    Timetable timetable = Timetable.parse(spec.schedule(), spec.timeZone());
    try {
      return new ScheduleRules(schedule, timetable, rules(spec));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // The schema refuses this, so it was written past it.
      throw new BadScheduleException("InvalidSpec", String.valueOf(e.getMessage()));
    }
  }

  /** What it asks for. */
  public Rules rules() {
    return rules;
  }

  /** When backups of a cluster begin. */
  public Timing timing(String cluster) {
    EtcdBackupScheduleSpec spec = schedule.getSpec();
    return new Timing(
        timetable,
        schedule.getMetadata().getUid() + "/" + cluster,
        Durations.parse(spec.jitter()),
        Durations.parse(spec.startingDeadline()));
  }

  /** The times as text, to notice that they were changed. */
  public static String times(EtcdBackupScheduleSpec spec) {
    return spec.schedule().trim() + " " + spec.timeZone();
  }

  private static Rules rules(EtcdBackupScheduleSpec spec) {
    // Whoever changed these past the schema is told now and not in the middle of a pass.
    Durations.parse(spec.jitter());
    Durations.parse(spec.startingDeadline());
    return new Rules(
        spec.suspend(),
        spec.immediate(),
        spec.concurrencyPolicy() == ConcurrencyPolicy.REPLACE,
        duration(spec.onFailure().retryAfter()),
        retention(spec.effectiveRetention()),
        spec.history().failed(),
        rehearsal(spec));
  }

  private static Retention retention(ScheduleRetentionSpec spec) {
    Quantity max = spec.maxTotalSize();
    return new Retention(
        number(spec.keepLast()),
        number(spec.hourly()),
        number(spec.daily()),
        number(spec.weekly()),
        number(spec.monthly()),
        duration(spec.minAge()),
        max == null ? Optional.empty() : Optional.of(max.getNumericalAmount().longValue()));
  }

  private static Rehearsal rehearsal(EtcdBackupScheduleSpec spec) {
    RehearsalSpec verify = spec.verify();
    boolean counts = verify.every().matches("[0-9]+");
    boolean off = verify.level() == VerifyLevel.NONE;
    Optional<Duration> period =
        off || counts ? Optional.empty() : Optional.of(Durations.parse(verify.every()));
    // A job that ran for its whole time still has to be noticed.
    Duration patience =
        Durations.parse(spec.template().verify().timeout()).plus(Duration.ofMinutes(30));
    return new Rehearsal(
        off || !counts ? 0 : Integer.parseInt(verify.every()),
        period.filter(length -> !length.isZero()),
        verify.level() == VerifyLevel.RESTORE,
        patience);
  }

  private static int number(@Nullable Integer given) {
    return given == null ? 0 : given;
  }

  private static Optional<Duration> duration(@Nullable String text) {
    return text == null ? Optional.empty() : Optional.of(Durations.parse(text));
  }
}
