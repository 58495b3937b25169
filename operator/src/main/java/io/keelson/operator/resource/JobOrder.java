package io.keelson.operator.resource;

import io.keelson.operator.api.VerifyLevel;
import java.util.Locale;

/**
 * A job that is to be made for a backup.
 *
 * @param number counts the jobs of one backup, from 1
 * @param level how it verifies
 * @param seconds how long its work may take; of a job that saves, without the verification
 */
public record JobOrder(Purpose purpose, int number, VerifyLevel level, long seconds) {
  /** What jobs are for. */
  public enum Purpose {
    /** Takes the snapshot, stores and verifies it. */
    SAVE,
    /** Verifies what is stored. */
    VERIFY,
    /** Deletes what is stored, and what broken attempts left. */
    DELETE;

    /** As in names and labels. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
