package io.keelson.operator.backup;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of a backup: each is there from the first pass on. One thread. */
final class Conditions {
  private static final int MESSAGE_MAX = 1_000;

  private final Map<BackupConditionType, Condition> all = new EnumMap<>(BackupConditionType.class);
  private final Instant now;
  private final @Nullable Long generation;

  Conditions(List<Condition> before, Instant now, @Nullable Long generation) {
    this.now = now;
    this.generation = generation;
    for (BackupConditionType type : BackupConditionType.values()) {
      before.stream()
          .filter(condition -> condition.type().equals(type.text()))
          .forEach(condition -> all.put(type, condition));
    }
    for (BackupConditionType type : BackupConditionType.values()) {
      if (!all.containsKey(type)) {
        unknown(type, "Waiting", "");
      }
    }
  }

  void yes(BackupConditionType type, String reason, String message) {
    set(type, ConditionStatus.TRUE, reason, message);
  }

  void no(BackupConditionType type, String reason, String message) {
    set(type, ConditionStatus.FALSE, reason, message);
  }

  void unknown(BackupConditionType type, String reason, String message) {
    set(type, ConditionStatus.UNKNOWN, reason, message);
  }

  private void set(
      BackupConditionType type, ConditionStatus status, String reason, String message) {
    Condition before = all.get(type);
    String since =
        before != null && before.status() == status ? before.lastTransitionTime() : now.toString();
    all.put(type, new Condition(type.text(), status, reason, cut(message), since, generation));
  }

  boolean isTrue(BackupConditionType type) {
    Condition condition = all.get(type);
    return condition != null && condition.status() == ConditionStatus.TRUE;
  }

  String reason(BackupConditionType type) {
    Condition condition = all.get(type);
    return condition == null ? "" : condition.reason();
  }

  String message(BackupConditionType type) {
    Condition condition = all.get(type);
    return condition == null ? "" : condition.message();
  }

  List<Condition> list() {
    return new ArrayList<>(all.values());
  }

  /** At most so much as the schema takes. */
  static String cut(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX - 1) + "…";
  }
}
