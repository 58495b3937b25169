package io.keelson.node.snapshot;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.StateMachine;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.members.Downgrade;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.raft.ConfChange;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.util.List;

/** A store in memory that entries of a log fill. */
public final class SampleStore {
  private final MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
  private final MvccStore store = new MvccStore(engine);
  private final MemberTable members = members();
  private final StateMachine machine =
      new StateMachine(store, members, leases(), alarms(), true, store.durableApplied());
  private long index;

  private MemberTable members() {
    View view = engine.view();
    try {
      return new MemberTable(view, 1);
    } finally {
      view.release();
    }
  }

  private AlarmTable alarms() {
    View view = engine.view();
    try {
      return new AlarmTable(view);
    } finally {
      view.release();
    }
  }

  private LeaseTable leases() {
    View view = engine.view();
    try {
      return leases(view);
    } finally {
      view.release();
    }
  }

  static LeaseTable leases(View view) {
    return new LeaseTable(view, 1, new Deaf());
  }

  /** Reads the tables of a store; fails if a row is damaged. */
  static void readTables(View view) {
    leases(view);
    new AlarmTable(view).alarms();
    new MemberTable(view, 1).membership();
  }

  private static final class Deaf implements LeaseListener {
    @Override
    public void granted(Lease lease) {
      // Nobody listens.
    }

    @Override
    public void revoked(Lease lease) {
      // Nobody listens.
    }

    @Override
    public void checkpointed(Lease lease) {
      // Nobody listens.
    }

    @Override
    public void replaced() {
      // Nobody listens.
    }
  }

  public MvccStore store() {
    return store;
  }

  /** Views that are not given back, with the published one. */
  public long openViews() {
    return engine.openViews();
  }

  public void member(long id, String name) {
    Member member =
        new Member(
            id, name, List.of("http://10.0.0.1:2380"), List.of("http://10.0.0.1:2379"), false);
    members.apply(
        new ConfChange(1, ConfChange.Type.ADD_NODE, id, MemberCodec.encode(member)), store.batch());
  }

  public void addAndRemove(long id) {
    Member member = new Member(id, "", List.of("http://gone:1"), List.of(), false);
    members.apply(
        new ConfChange(1, ConfChange.Type.ADD_NODE, id, MemberCodec.encode(member)), store.batch());
    members.apply(new ConfChange(1, ConfChange.Type.REMOVE_NODE, id, Bytes.EMPTY), store.batch());
  }

  public void downgrade(String target) {
    members.setDowngrade(new Downgrade(true, target), store.batch());
  }

  public void clusterVersion(String version) {
    members.setClusterVersion(version, store.batch());
  }

  void row(Table table, byte[] key, byte[] value) {
    Batch batch = store.batch();
    batch.put(table, key, value);
  }

  void apply(Bytes data) {
    index++;
    machine.apply(new Entry(EntryType.NORMAL, 3, index, data));
    machine.commit();
  }

  public void put(String key, Bytes value) {
    WireWriter request = new WireWriter(64);
    request.bytesField(1, Bytes.utf8(key));
    request.bytesField(2, value);
    apply(CommandCodec.encodePut(index + 1, request.toBytes()));
  }

  void delete(String key) {
    WireWriter request = new WireWriter(64);
    request.bytesField(1, Bytes.utf8(key));
    apply(CommandCodec.encodeDeleteRange(index + 1, request.toBytes()));
  }

  void compact(long revision) {
    store.compact(revision);
    store.commit(index, 3);
  }
}
