package io.keelson.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.alarm.Alarm;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.ApplyResult.AlarmDone;
import io.keelson.node.apply.ApplyResult.CompactDone;
import io.keelson.node.apply.ApplyResult.DeleteDone;
import io.keelson.node.apply.ApplyResult.PutDone;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.apply.ApplyResult.TxnDone;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.View;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alarms in the log's order: what they answer, what they forbid, and that they outlive a start. */
final class AlarmTest {
  private static final long MEMBER = 0x8e9e05c52164694dL;
  private static final Refused NO_SPACE = new Refused(Refusal.NO_SPACE);
  private static final Refused CORRUPT = new Refused(Refusal.CORRUPT);

  private final MemoryEngine.Durable durable = new MemoryEngine.Durable();
  private MemoryEngine engine = new MemoryEngine(durable);
  private MvccStore store = new MvccStore(engine);
  private AlarmTable alarms = new AlarmTable(engine.view());
  private StateMachine machine = machine();

  private StateMachine machine() {
    View view = engine.view();
    try {
      return new StateMachine(
          store,
          new MemberTable(view, 1),
          Machines.leases(engine),
          alarms,
          true,
          store.durableApplied());
    } finally {
      view.release();
    }
  }

  private void restart() {
    machine.commit();
    engine.flush(true);
    engine = new MemoryEngine(durable);
    store = new MvccStore(engine);
    alarms = new AlarmTable(engine.view());
    machine = machine();
  }

  private ApplyResult apply(Bytes data) {
    long index = machine.appliedIndex() + 1;
    return machine.apply(new Entry(EntryType.NORMAL, 1, index, data)).result();
  }

  private List<Alarm> alarm(int action, long member, int type) {
    Bytes data = CommandCodec.encodeAlarm(7, new AlarmChange(action, member, type));
    return ((AlarmDone) apply(data)).alarms();
  }

  private ApplyResult put() {
    return apply(CommandCodec.encodePut(1, putRequest()));
  }

  private static Bytes putRequest() {
    WireWriter put = new WireWriter(32);
    put.bytesField(1, Bytes.utf8("key"));
    put.bytesField(2, Bytes.utf8("value"));
    return put.toBytes();
  }

  private ApplyResult delete() {
    return apply(CommandCodec.encodeDeleteRange(1, key()));
  }

  private static Bytes key() {
    WireWriter delete = new WireWriter(32);
    delete.bytesField(1, Bytes.utf8("key"));
    return delete.toBytes();
  }

  /** A transaction whose failure branch holds one operation, given by its field number. */
  private ApplyResult txn(int operation, Bytes request) {
    WireWriter op = new WireWriter(64);
    op.requiredBytesField(operation, request);
    WireWriter txn = new WireWriter(64);
    txn.requiredBytesField(3, op.toBytes());
    return apply(CommandCodec.encodeTxn(1, txn.toBytes()));
  }

  private ApplyResult compact(long revision) {
    WireWriter compact = new WireWriter(16);
    compact.varintField(1, revision);
    return apply(CommandCodec.encodeCompact(1, compact.toBytes()));
  }

  @Test
  void answersAsUpstream() {
    Alarm full = new Alarm(MEMBER, Alarm.NO_SPACE);
    assertThat(alarm(AlarmChange.GET, 0, Alarm.NONE)).isEmpty();
    assertThat(alarm(AlarmChange.DEACTIVATE, MEMBER, Alarm.NO_SPACE)).isEmpty();
    assertThat(alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NONE)).isEmpty();
    assertThat(alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NO_SPACE)).containsExactly(full);
    assertThat(alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NO_SPACE)).containsExactly(full);
    Alarm other = new Alarm(1, Alarm.CORRUPT);
    assertThat(alarm(AlarmChange.ACTIVATE, 1, Alarm.CORRUPT)).containsExactly(other);
    assertThat(alarm(AlarmChange.GET, 99, Alarm.NONE)).containsExactly(full, other);
    assertThat(alarm(AlarmChange.GET, 0, Alarm.CORRUPT)).containsExactly(other);
    assertThat(alarm(AlarmChange.DEACTIVATE, 1, Alarm.NO_SPACE)).isEmpty();
    assertThat(alarm(AlarmChange.DEACTIVATE, 1, Alarm.CORRUPT)).containsExactly(other);
    assertThat(alarm(AlarmChange.GET, 0, Alarm.NONE)).containsExactly(full);
    assertThat(alarm(17, MEMBER, Alarm.NO_SPACE)).isEmpty();
    assertThat(full.text()).isEqualTo("memberID:10276657743932975437 alarm:NOSPACE");
    assertThat(new Alarm(0, Alarm.CORRUPT).text()).isEqualTo("alarm:CORRUPT");
  }

  @Test
  void outliveAStart() {
    alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NO_SPACE);
    alarm(AlarmChange.ACTIVATE, 5, Alarm.NO_SPACE);
    alarm(AlarmChange.ACTIVATE, 5, Alarm.CORRUPT);
    alarm(AlarmChange.DEACTIVATE, 5, Alarm.NO_SPACE);
    restart();
    assertThat(alarms.alarms().raised())
        .containsExactly(new Alarm(MEMBER, Alarm.NO_SPACE), new Alarm(5, Alarm.CORRUPT));
    assertThat(put()).isEqualTo(CORRUPT);
    alarm(AlarmChange.DEACTIVATE, 5, Alarm.CORRUPT);
    assertThat(put()).isEqualTo(NO_SPACE);
    alarm(AlarmChange.DEACTIVATE, MEMBER, Alarm.NO_SPACE);
    restart();
    assertThat(put()).isInstanceOf(PutDone.class);
  }

  @Test
  void fullStoreRefusesWhatTakesSpace() {
    assertThat(put()).isInstanceOf(PutDone.class);
    alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NO_SPACE);
    assertThat(put()).isEqualTo(NO_SPACE);
    // The dearer branch counts, whichever would run.
    assertThat(txn(2, putRequest())).isEqualTo(NO_SPACE);
    assertThat(txn(3, key())).isInstanceOf(TxnDone.class);
    assertThat(delete()).isInstanceOf(DeleteDone.class);
    assertThat(compact(2)).isInstanceOf(CompactDone.class);
    assertThat(store.revision()).isEqualTo(3);
  }

  @Test
  void corruptMemberRefusesAllChanges() {
    alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.NO_SPACE);
    alarm(AlarmChange.ACTIVATE, MEMBER, Alarm.CORRUPT);
    assertThat(put()).isEqualTo(CORRUPT);
    assertThat(txn(2, putRequest())).isEqualTo(CORRUPT);
    assertThat(txn(3, key())).isEqualTo(CORRUPT);
    assertThat(delete()).isEqualTo(CORRUPT);
    assertThat(compact(1)).isEqualTo(CORRUPT);
    long index = machine.appliedIndex();
    restart();
    assertThat(machine.appliedIndex()).isEqualTo(index);
    assertThat(store.revision()).isEqualTo(1);
  }
}
