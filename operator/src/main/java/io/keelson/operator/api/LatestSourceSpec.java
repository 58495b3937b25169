package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The newest complete backup.
 *
 * @param scheduleRef made by this EtcdBackupSchedule
 * @param clusterName of this EtcdCluster, which need not be there any more
 * @param verifiedOnly only one whose last verification found it well
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.scheduleRef) != has(self.clusterName)",
    message = "source.latest must have exactly one of scheduleRef and clusterName")
public record LatestSourceSpec(
    @Nullable @Size(min = 1, max = 63) String scheduleRef,
    @Nullable @Size(min = 1, max = 40) String clusterName,
    @Default("true") Boolean verifiedOnly) {
  /** Puts the schema's default wherever nothing is given. */
  public LatestSourceSpec {
    verifiedOnly = Given.or(verifiedOnly, true);
  }
}
