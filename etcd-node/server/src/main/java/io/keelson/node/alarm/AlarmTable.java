package io.keelson.node.alarm;

import io.keelson.node.agent.Latest;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.List;
import java.util.TreeSet;

/**
 * The alarms at the applied index. Changed by the apply thread only, together with the store's
 * batch; {@link #alarms} is for any thread.
 *
 * <p>The number of rows is bounded by upstream's rule alone: one for each pair of member and type
 * that an administrator names.
 */
public final class AlarmTable {
  private static final byte[] NOTHING = new byte[0];

  private final TreeSet<Alarm> raised = new TreeSet<>();
  private final Latest<Alarms> latest;

  /** Reads the table. */
  public AlarmTable(View view) {
    read(view);
    latest = new Latest<>(new Alarms(List.copyOf(raised)));
  }

  private void read(View view) {
    try (Cursor rows = view.cursor(Table.ALARM, NOTHING, null, false)) {
      while (rows.next()) {
        raised.add(Alarm.decode(rows.key()));
      }
    }
  }

  /** The store was replaced: reads and publishes what the new one has. Apply thread. */
  public void reload(View view) {
    raised.clear();
    read(view);
    publish();
  }

  /** The alarms as last published. Any thread. */
  public Alarms alarms() {
    return latest.get();
  }

  /**
   * Does what a request asks.
   *
   * @return the alarms it asks for or touches; none if there was nothing to touch
   */
  public List<Alarm> apply(AlarmChange change, Batch batch) {
    Alarm alarm = new Alarm(change.memberId(), change.type());
    return switch (change.action()) {
      case AlarmChange.GET -> alarms().of(change.type());
      case AlarmChange.ACTIVATE -> activate(alarm, batch);
      case AlarmChange.DEACTIVATE -> deactivate(alarm, batch);
      default -> List.of();
    };
  }

  private List<Alarm> activate(Alarm alarm, Batch batch) {
    if (alarm.type() == Alarm.NONE) {
      return List.of();
    }
    if (raised.add(alarm)) {
      batch.put(Table.ALARM, alarm.encode(), NOTHING);
      publish();
    }
    return List.of(alarm);
  }

  private List<Alarm> deactivate(Alarm alarm, Batch batch) {
    if (!raised.remove(alarm)) {
      return List.of();
    }
    batch.delete(Table.ALARM, alarm.encode());
    publish();
    return List.of(alarm);
  }

  private void publish() {
    latest.publish(new Alarms(List.copyOf(raised)));
  }
}
