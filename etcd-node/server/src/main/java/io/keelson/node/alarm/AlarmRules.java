package io.keelson.node.alarm;

import io.keelson.node.command.Command;
import io.keelson.node.command.QuotaCost;
import io.keelson.node.command.Refusal;
import org.jspecify.annotations.Nullable;

/** What is not applied while an alarm is raised. Pure; every member must decide the same. */
public final class AlarmRules {
  private AlarmRules() {}

  /** Why a request is not applied, or null. A corrupt member counts before a full one. */
  public static @Nullable Refusal check(Alarms alarms, Command command) {
    if (alarms.raised().isEmpty()) {
      return null;
    }
    if (alarms.has(Alarm.CORRUPT) && changesData(command)) {
      return Refusal.CORRUPT;
    }
    return alarms.has(Alarm.NO_SPACE) && QuotaCost.of(command) > 0 ? Refusal.NO_SPACE : null;
  }

  private static boolean changesData(Command command) {
    return switch (command) {
      case Command.Put ignored -> true;
      case Command.DeleteRange ignored -> true;
      case Command.Txn ignored -> true;
      case Command.Compact ignored -> true;
      case Command.LeaseGrant ignored -> true;
      case Command.LeaseRevoke ignored -> true;
      case Command.LeaseCheckpoint ignored -> false;
      case Command.AlarmChange ignored -> false;
      case Command.ClusterVersionSet ignored -> false;
      case Command.DowngradeInfoSet ignored -> false;
      case Command.MemberAttributesSet ignored -> false;
      case Command.NoEffect ignored -> false;
      case Command.Unsupported ignored -> false;
    };
  }
}
