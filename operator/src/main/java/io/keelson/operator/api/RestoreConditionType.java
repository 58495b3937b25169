package io.keelson.operator.api;

/** The conditions that every restore has; each is always present, Unknown at first. */
public enum RestoreConditionType {
  /** What was asked for can be done, and nothing else is in its way. */
  ACCEPTED("Accepted"),
  /** The backup was restored on trial and found well. */
  SOURCE_VERIFIED("SourceVerified"),
  /** Nobody of before runs. */
  FENCED("Fenced"),
  /** The first member serves the restored data. */
  RESTORED("Restored"),
  /** Done, and clients are let in. */
  COMPLETE("Complete"),
  /** True is bad: given up. */
  FAILED("Failed");

  private final String text;

  RestoreConditionType(String text) {
    this.text = text;
  }

  /** The type as written in the status. */
  public String text() {
    return text;
  }
}
