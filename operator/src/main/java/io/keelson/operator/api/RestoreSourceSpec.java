package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Where the data comes from; exactly one.
 *
 * @param uri a backup in a store, without an EtcdBackup
 * @param externalCluster a snapshot of it is taken first
 * @param target where that snapshot is kept
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.backupRef) ? 1 : 0) + (has(self.latest) ? 1 : 0) + (has(self.uri) ? 1 : 0) + (has(self.survivingMember) ? 1 : 0) + (has(self.externalCluster) ? 1 : 0) == 1",
    message =
        "source must have exactly one of backupRef, latest, uri, survivingMember and externalCluster")
@ValidationRule(
    value = "has(self.target) == has(self.externalCluster)",
    message = "source.target goes with externalCluster: its snapshot is kept there")
public record RestoreSourceSpec(
    @Nullable @Size(min = 1, max = 63) String backupRef,
    @Nullable LatestSourceSpec latest,
    @Nullable StoredBackupSpec uri,
    @Nullable SurvivingMemberSpec survivingMember,
    @Nullable ExternalClusterSpec externalCluster,
    @Nullable BackupTargetSpec target) {}
