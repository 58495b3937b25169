package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule did for one cluster. The next pass goes on from here.
 *
 * @param lastScheduleTime the last scheduled time that was dealt with: run, missed or passed over
 * @param active backups that are to be taken or being taken
 * @param missed scheduled times that were not run, since the schedule was made
 * @param lastRehearsalTime when a backup was last verified at the schedule's level
 * @param lastVerifiedTime the same, when it passed
 * @param verifying the backup whose verification was asked for and is not answered
 * @param verifyRequestedTime when it was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduledClusterStatus(
    @Required @Size(min = 1, max = 63) String name,
    @Nullable @Size(max = 40) String lastScheduleTime,
    @Nullable @Size(max = 40) String nextScheduleTime,
    @Nullable @Size(max = 40) String lastSuccessfulTime,
    @Nullable @Size(max = 63) String lastSuccessfulBackup,
    @Nullable @Size(max = 40) String lastRehearsalTime,
    @Nullable @Size(max = 40) String lastVerifiedTime,
    @Nullable Double restoreSeconds,
    @Nullable @Size(max = 63) String verifying,
    @Nullable @Size(max = 40) String verifyRequestedTime,
    @Size(max = 16) List<String> active,
    @Nullable Integer retained,
    @Nullable Long retainedBytes,
    @Nullable Long missed) {
  /** Puts the schema's default wherever nothing is given. */
  public ScheduledClusterStatus {
    name = Given.or(name, "");
    active = Given.list(active);
  }
}
