package io.keelson.node.alarm;

import java.util.List;

/**
 * All alarms that are raised at some point of the log. Immutable.
 *
 * @param raised in ascending order
 */
public record Alarms(List<Alarm> raised) {
  /** No alarm. */
  public static final Alarms NONE = new Alarms(List.of());

  /** Copies the list. */
  public Alarms {
    raised = List.copyOf(raised);
  }

  /** Those of a type, all for {@link Alarm#NONE}. */
  public List<Alarm> of(int type) {
    return type == Alarm.NONE
        ? raised
        : raised.stream().filter(alarm -> alarm.type() == type).toList();
  }

  /** Whether any member has an alarm of a type. */
  public boolean has(int type) {
    for (Alarm alarm : raised) {
      if (alarm.type() == type) {
        return true;
      }
    }
    return false;
  }
}
