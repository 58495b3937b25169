package io.keelson.operator.backup.schedule;

/** A schedule that cannot be followed; the message says what to write instead. */
public final class BadScheduleException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  BadScheduleException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** One word for machines, such as {@code InvalidCron}. */
  public String reason() {
    return reason;
  }

  /** What to do about it; never null. */
  public String advice() {
    return String.valueOf(getMessage());
  }
}
