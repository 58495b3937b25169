package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is restored, to where and how.
 *
 * @param clusterTemplate the specification of the cluster that is made, without bootstrap
 * @param confirm the name of the cluster, where its data is replaced
 * @param revisionBump how far revisions go on beyond those of the backup
 * @param keepOldDataFor how long the volumes of before are kept
 * @param deadline how long the rehearsal, and then the first member, may take
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode == 'Rehearsal' || has(self.clusterName)",
    message = "clusterName is needed: the cluster that is made, or whose data is replaced")
@ValidationRule(
    value = "self.mode != 'InPlace' || has(self.confirm) && self.confirm == self.clusterName",
    message =
        "confirm must be the name of the cluster with mode InPlace: its data is replaced, and its "
            + "clients are locked out meanwhile")
@ValidationRule(
    value = "!has(self.source.survivingMember) || self.mode == 'InPlace'",
    message =
        "source.survivingMember needs mode InPlace, and confirm: its cluster is made anew of it")
@ValidationRule(
    value = "self.mode == 'NewCluster' ? has(self.clusterTemplate) : !has(self.clusterTemplate)",
    message =
        "clusterTemplate goes with mode NewCluster: the specification of the cluster that is made")
@ValidationRule(
    value = "self.revisionBump == 'Auto' || self.allowNoBump || int(self.revisionBump) > 0",
    message =
        "revisionBump 0 lets revisions go back, which breaks caches of clients: use Auto, or set "
            + "allowNoBump")
@ValidationRule(
    value = "self.rehearseFirst || self.mode == 'NewCluster'",
    message =
        "rehearseFirst can be false with mode NewCluster only: elsewhere there is data to lose")
@ValidationRule(
    value = "duration(self.keepOldDataFor) >= duration('1h')",
    message = "keepOldDataFor must be at least 1h: a restore can be undone as long")
@ValidationRule(
    value =
        "duration(self.deadline) >= duration('1m') && duration(self.deadline) <= duration('24h')",
    message = "deadline must be between 1m and 24h")
public record EtcdRestoreSpec(
    @Required RestoreSourceSpec source,
    @Default("NewCluster") RestoreMode mode,
    @Nullable @Size(min = 1, max = 40) String clusterName,
    @Nullable @PreserveUnknownFields Map<String, Object> clusterTemplate,
    @Nullable @Size(min = 1, max = 40) String confirm,
    @Nullable BackupEncryptionSpec encryption,
    @Default("Auto") @Pattern("^(Auto|[0-9]{1,18})$") @Size(max = 18) String revisionBump,
    @Default("false") boolean allowNoBump,
    @Default("true") Boolean markCompacted,
    @Default("true") Boolean rehearseFirst,
    @Default("168h") @Pattern(Durations.SHORT) @Size(max = 16) String keepOldDataFor,
    @Default("false") boolean dropLeases,
    @Default("false") boolean dropAuth,
    @Default("1h") @Pattern(Durations.SHORT) @Size(max = 16) String deadline,
    @Default("{}") BackupJobSpec jobTemplate) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdRestoreSpec {
    source = Given.or(source, new RestoreSourceSpec(null, null, null, null, null, null));
    mode = Given.or(mode, RestoreMode.NEW_CLUSTER);
    revisionBump = Given.or(revisionBump, "Auto");
    markCompacted = Given.or(markCompacted, true);
    rehearseFirst = Given.or(rehearseFirst, true);
    keepOldDataFor = Given.or(keepOldDataFor, "168h");
    deadline = Given.or(deadline, "1h");
    jobTemplate = Given.or(jobTemplate, BackupJobSpec.defaults());
  }
}
