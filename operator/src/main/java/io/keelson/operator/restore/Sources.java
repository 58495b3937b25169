package io.keelson.operator.restore;

import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupLocation;
import io.keelson.operator.api.BackupResolved;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.StoredBackupSpec;
import org.jspecify.annotations.Nullable;

/** Where backups lie. */
final class Sources {
  private static final String MANIFEST = ".manifest.json";
  private static final String SNAPSHOT = ".db";

  private Sources() {}

  /** A backup in a store, by its place. */
  static ResolvedSource of(StoredBackupSpec stored, @Nullable BackupEncryptionSpec encryption) {
    String key = stored.key();
    boolean raw = key.endsWith(SNAPSHOT);
    String base = key.endsWith(MANIFEST) ? key.substring(0, key.length() - MANIFEST.length()) : key;
    return new ResolvedSource(
        null,
        stored.target(),
        raw ? null : base,
        raw ? key : null,
        stored.sha256(),
        encryption,
        null,
        null);
  }

  /**
   * A backup that is stored.
   *
   * @param encryption instead of that which the backup was made with, as when the holder of the
   *     private key is another
   */
  static ResolvedSource of(EtcdBackup backup, @Nullable BackupEncryptionSpec encryption) {
    EtcdBackupStatus status = backup.statusOrEmpty();
    BackupResolved resolved = status.resolved();
    BackupLocation location = status.location();
    return new ResolvedSource(
        backup.getMetadata().getName(),
        resolved == null ? backup.getSpec().target() : resolved.target(),
        location == null ? null : location.key(),
        null,
        status.sha256(),
        encryption != null || resolved == null ? encryption : resolved.encryption(),
        status.revision(),
        status.snapshotTime());
  }
}
