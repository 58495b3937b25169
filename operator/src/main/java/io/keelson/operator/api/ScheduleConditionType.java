package io.keelson.operator.api;

/** The conditions that every schedule has; each is always present. */
public enum ScheduleConditionType {
  /** Times, time zone and rules can be followed. */
  SCHEDULE_VALID("ScheduleValid"),
  /** It begins backups: it is not suspended, and there is a cluster. */
  ACTIVE("Active"),
  /** The last backup of each cluster is there and was not found damaged. */
  HEALTHY("Healthy"),
  /** Backups are as young, and restores as quick, as asked for. */
  OBJECTIVES_MET("ObjectivesMet");

  private final String text;

  ScheduleConditionType(String text) {
    this.text = text;
  }

  /** The type as written in the status. */
  public String text() {
    return text;
  }
}
