package io.keelson.operator.resource;

import java.util.Locale;

/** Why the operator orders a backup by itself. */
public enum BackupUse {
  /** Before the minor version changes. */
  UPGRADE,
  /** Before the cluster is deleted. */
  FINAL;

  /** As in names and labels. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
