package io.keelson.node.api;

import io.keelson.node.agent.Latest;
import io.keelson.node.alarm.Alarm;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.replica.Proposer;

/**
 * The quota as requests meet it: who finds no room raises the alarm for this member, through the
 * log, so that from there on every member refuses. Any thread.
 */
public final class SpaceQuota {
  private final QuotaGate gate;
  private final AlarmTable alarms;
  private final Proposer proposer;
  private final Alarm alarm;
  private final Logger log;
  private final Latest<Boolean> isRaising = new Latest<>(false);

  /** Raises the alarm of a member. */
  public SpaceQuota(
      QuotaGate gate, AlarmTable alarms, Proposer proposer, long memberId, Logger log) {
    this.gate = gate;
    this.alarms = alarms;
    this.proposer = proposer;
    this.alarm = new Alarm(memberId, Alarm.NO_SPACE);
    this.log = log;
  }

  /** Whether a request that costs so many bytes fits. */
  boolean hasRoomFor(long costBytes) {
    return gate.hasRoomFor(costBytes);
  }

  /** A request that was applied did not fit any more. */
  public void exceeded() {
    if (!alarms.alarms().has(Alarm.NO_SPACE) && !isRaising.get()) {
      log.warn(
          "message exceeded backend quota; raising alarm",
          Field.of("quota-size-bytes", gate.quotaBytes()),
          Field.error("etcdserver: no space"));
    }
    raise(() -> {});
  }

  /**
   * Raises the alarm unless it is raised, then goes on. Two requests that come at the same moment
   * may both raise it, which does no harm; others do not wait for the one that is under way.
   */
  void raise(Runnable then) {
    if (isRaising.get() || alarms.alarms().raised().contains(alarm)) {
      then.run();
      return;
    }
    isRaising.publish(true);
    AlarmChange change = new AlarmChange(AlarmChange.ACTIVATE, alarm.memberId(), alarm.type());
    proposer.propose(
        id -> CommandCodec.encodeAlarm(id, change),
        result -> {
          isRaising.publish(false);
          then.run();
        });
  }
}
