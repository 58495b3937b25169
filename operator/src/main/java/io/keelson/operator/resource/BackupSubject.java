package io.keelson.operator.resource;

import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import org.jspecify.annotations.Nullable;

/**
 * What a job for a backup is made from.
 *
 * @param cluster the cluster that is backed up; null for an external one, or when it is gone
 * @param target where it is kept, the cluster's default filled in
 * @param encryption how it is encrypted, likewise; null: not at all
 * @param image the image of the program that does the work
 * @param clusterDomain the DNS domain of services
 */
public record BackupSubject(
    EtcdBackup backup,
    @Nullable EtcdCluster cluster,
    BackupTargetSpec target,
    @Nullable BackupEncryptionSpec encryption,
    String image,
    String clusterDomain) {}
