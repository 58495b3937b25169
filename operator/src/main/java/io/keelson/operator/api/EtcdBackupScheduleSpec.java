package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * When backups are taken, of what, and which of them stay. All of it may be changed at any time.
 *
 * @param schedule five fields of cron, or a macro such as @daily
 * @param timeZone a name of the IANA database
 * @param suspend nothing is begun, and nothing removed
 * @param immediate one backup as soon as the schedule is made
 * @param startingDeadline a backup that could not begin for so long after its time is missed
 * @param jitter each backup begins at most so long after its time, always the same for one time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.schedule.matches('^ *(@[a-z]+|[^ ]+( +[^ ]+){4}) *$')",
    message =
        "schedule must have five fields (minute, hour, day of month, month, day of week), as in"
            + " '30 2 * * *', or be a macro, as in '@daily'")
@ValidationRule(
    value = "(has(self.clusterRef) ? 1 : 0) + (has(self.clusterSelector) ? 1 : 0) == 1",
    message = "spec must have exactly one of clusterRef and clusterSelector")
@ValidationRule(
    value =
        "duration(self.startingDeadline) >= duration('1m') && duration(self.startingDeadline) <= duration('24h')",
    message = "startingDeadline must be between 1m and 24h")
@ValidationRule(
    value = "duration(self.jitter) <= duration('24h')",
    message = "jitter must be at most 24h")
public record EtcdBackupScheduleSpec(
    @Required @Size(min = 1, max = 128) String schedule,
    @Default("UTC") @Size(min = 1, max = 64) String timeZone,
    @Nullable ClusterRef clusterRef,
    @Nullable LabelSelectorSpec clusterSelector,
    @Required BackupTemplateSpec template,
    @Default("false") boolean suspend,
    @Default("false") boolean immediate,
    @Default("Forbid") ConcurrencyPolicy concurrencyPolicy,
    @Default("10m") @Pattern(Durations.SHORT) @Size(max = 16) String startingDeadline,
    @Default("0s") @Pattern(Durations.SHORT) @Size(max = 16) String jitter,
    @Nullable ScheduleRetentionSpec retention,
    @Default("{}") ScheduleHistorySpec history,
    @Default("{}") RehearsalSpec verify,
    @Default("{}") ObjectivesSpec objectives,
    @Default("{}") OnFailureSpec onFailure) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdBackupScheduleSpec {
    schedule = Given.or(schedule, "");
    timeZone = Given.or(timeZone, "UTC");
    template = Given.or(template, BackupTemplateSpec.defaults());
    concurrencyPolicy = Given.or(concurrencyPolicy, ConcurrencyPolicy.FORBID);
    startingDeadline = Given.or(startingDeadline, "10m");
    jitter = Given.or(jitter, "0s");
    history = Given.or(history, ScheduleHistorySpec.defaults());
    verify = Given.or(verify, RehearsalSpec.defaults());
    objectives = Given.or(objectives, ObjectivesSpec.none());
    onFailure = Given.or(onFailure, OnFailureSpec.none());
  }

  /** The rules, or the newest seven where none are given. */
  public ScheduleRetentionSpec effectiveRetention() {
    return Given.or(retention, ScheduleRetentionSpec.defaults());
  }
}
