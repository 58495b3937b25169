package io.keelson.backup.request;

/** Why a command failed, and whether the same again may succeed. */
public enum Reason {
  /** The request cannot be understood or contradicts itself. */
  INVALID_REQUEST("InvalidRequest", false),
  /** No member answers. */
  SOURCE_UNREACHABLE("SourceUnreachable", true),
  /** The members that answer are too far behind. */
  SOURCE_LAGGING("SourceLagging", true),
  /** A member answers, but not to us. */
  SOURCE_REFUSED("SourceRefused", false),
  /** What the member sent is no whole snapshot. */
  SNAPSHOT_DAMAGED("SnapshotDamaged", true),
  /** The store does not know us, or does not let us. */
  CREDENTIALS_REJECTED("CredentialsRejected", false),
  /** The bucket, container or folder does not exist. */
  BUCKET_MISSING("BucketMissing", false),
  /** The store can be read and not written. */
  TARGET_READ_ONLY("TargetReadOnly", false),
  /** The store has no room left. */
  TARGET_FULL("TargetFull", true),
  /** The store cannot be reached. */
  TARGET_UNREACHABLE("TargetUnreachable", true),
  /** The store does not answer in time. */
  TARGET_SLOW("TargetSlow", true),
  /** The store broke off. */
  UPLOAD_FAILED("UploadFailed", true),
  /** There is no manifest. */
  BACKUP_MISSING("BackupMissing", false),
  /** There is a manifest, but not what it describes. */
  DATA_MISSING("DataMissing", false),
  /** What is in the store is not what was stored. */
  DAMAGED("Damaged", false),
  /** Encrypted with another key, or no key is given. */
  KEY_MISMATCH("KeyMismatch", false),
  /** Made by a newer version than this one. */
  NEWER_VERSION("NewerVersion", false),
  /** What was restored differs from what was backed up. */
  HASH_MISMATCH("HashMismatch", false),
  /** The restored data lack what they were asked for. */
  PROBE_FAILED("ProbeFailed", false),
  /** No room to restore into. */
  SCRATCH_FULL("ScratchFull", true),
  /** The volume holds other data already. */
  DATA_DIR_IN_USE("DataDirInUse", false),
  /** The time is up. */
  DEADLINE_EXCEEDED("DeadlineExceeded", true),
  /** Nobody expected it. */
  INTERNAL("Internal", true);

  private final String text;
  private final boolean isRetryable;

  Reason(String text, boolean isRetryable) {
    this.text = text;
    this.isRetryable = isRetryable;
  }

  /** As results name it. */
  public String text() {
    return text;
  }

  /** Whether the same again may succeed without anybody changing anything. */
  public boolean isRetryable() {
    return isRetryable;
  }
}
