package io.keelson.operator.api;

/** The conditions that every cluster has; all are always present, but for one. */
public enum ConditionType {
  /** A linearizable read answered in the last poll. */
  AVAILABLE("Available"),
  /** A change is running. */
  PROGRESSING("Progressing"),
  /** True is bad: less tolerance than asked for. */
  DEGRADED("Degraded"),
  /** All voters healthy, none missing. */
  MEMBERS_HEALTHY("MembersHealthy"),
  /** Every pod runs the current specification. */
  UP_TO_DATE("UpToDate"),
  /** One cluster ID, hashes agree. */
  DATA_CONSISTENT("DataConsistent"),
  /** Quota, disk and class are fine. */
  STORAGE_HEALTHY("StorageHealthy"),
  /** No certificate expires soon, and what is served is what is stored. */
  CERTIFICATES_VALID("CertificatesValid"),
  /** The last backup is young enough, and as it was taken; absent where nobody makes backups. */
  BACKUP_HEALTHY("BackupHealthy"),
  /** The checks for the next minor version would pass. */
  UPGRADEABLE("Upgradeable"),
  /** The last pass had no error. */
  RECONCILE_SUCCEEDED("ReconcileSucceeded");

  private final String text;

  ConditionType(String text) {
    this.text = text;
  }

  /** The type as written in the status. */
  public String text() {
    return text;
  }
}
