package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Which complete backups of a cluster stay: those that any of the counts keeps, those that are
 * young, and always the newest and the newest verified one.
 *
 * @param keepLast the newest ones
 * @param hourly the newest of each of so many hours that have one
 * @param daily the same for days in the schedule's time zone
 * @param weekly the same for weeks, which begin on Monday
 * @param monthly the same for months
 * @param minAge whatever is younger stays
 * @param maxTotalSize the oldest go until all stored objects together are not larger
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.keepLast) || has(self.hourly) || has(self.daily) || has(self.weekly) || has(self.monthly) || has(self.minAge) || has(self.maxTotalSize)",
    message = "retention needs at least one rule, as in keepLast: 7")
@ValidationRule(
    value =
        "!has(self.maxTotalSize) || isQuantity(string(self.maxTotalSize)) && quantity(string(self.maxTotalSize)).isGreaterThan(quantity('0'))",
    message = "retention.maxTotalSize must be a positive quantity, as in 50Gi")
public record ScheduleRetentionSpec(
    @Nullable @Min(1) @Max(1000) Integer keepLast,
    @Nullable @Min(1) @Max(1000) Integer hourly,
    @Nullable @Min(1) @Max(1000) Integer daily,
    @Nullable @Min(1) @Max(1000) Integer weekly,
    @Nullable @Min(1) @Max(1000) Integer monthly,
    @Nullable @Pattern(Durations.PATTERN) @Size(max = 32) String minAge,
    @Nullable Quantity maxTotalSize) {
  /** The newest seven. */
  public static ScheduleRetentionSpec defaults() {
    return new ScheduleRetentionSpec(7, null, null, null, null, null, null);
  }
}
