package io.keelson.node.main;

import io.keelson.node.alarm.Alarm;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.replica.Proposer;
import java.util.function.LongConsumer;

/** Raises the alarm CORRUPT for a member through the log, unless it is raised. Any thread. */
final class CorruptAlarm implements LongConsumer {
  private final AlarmTable alarms;
  private final Proposer proposer;
  private final Logger log;

  CorruptAlarm(AlarmTable alarms, Proposer proposer, Logger log) {
    this.alarms = alarms;
    this.proposer = proposer;
    this.log = log;
  }

  @Override
  public void accept(long member) {
    Alarm alarm = new Alarm(member, Alarm.CORRUPT);
    if (alarms.alarms().raised().contains(alarm)) {
      return;
    }
    log.error(
        "raising the alarm for a member whose data differ",
        Field.of("alarm", alarm.typeName()),
        Field.of("member-id", Long.toHexString(member)));
    AlarmChange change = new AlarmChange(AlarmChange.ACTIVATE, member, alarm.type());
    proposer.propose(
        id -> CommandCodec.encodeAlarm(id, change),
        result -> {
          if (result instanceof Refused refused) {
            log.warn("failed to raise the alarm", Field.error(refused.refusal().toString()));
          }
        });
  }
}
