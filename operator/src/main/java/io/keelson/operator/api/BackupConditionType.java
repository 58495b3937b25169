package io.keelson.operator.api;

/** The conditions that every backup has; each is always present, Unknown at first. */
public enum BackupConditionType {
  /** What was asked for can be done. */
  ACCEPTED("Accepted"),
  /** A snapshot was read from a member, whole. */
  SNAPSHOT_TAKEN("SnapshotTaken"),
  /** It is in its target, with its manifest. */
  UPLOADED("Uploaded"),
  /** The last verification found it as it was taken. */
  VERIFIED("Verified"),
  /** Stored, and verified as asked for. */
  COMPLETE("Complete"),
  /** True is bad: given up. */
  FAILED("Failed");

  private final String text;

  BackupConditionType(String text) {
    this.text = text;
  }

  /** The type as written in the status. */
  public String text() {
    return text;
  }
}
