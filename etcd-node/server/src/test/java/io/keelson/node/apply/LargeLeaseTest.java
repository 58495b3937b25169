package io.keelson.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.Put;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lease with thousands of keys ends as one with few, and large deletions detach. */
class LargeLeaseTest {
  private static final int KEYS = 5000;
  private static final long LEASE = 7;

  private final MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
  private final MvccStore store = new MvccStore(engine);
  private final StateMachine machine = Machines.open(engine, store);
  private long index;

  private ApplyResult apply(Command command) {
    index++;
    Entry entry = new Entry(EntryType.NORMAL, 1, index, Requests.encode(command));
    ApplyResult result = machine.apply(entry).result();
    if (store.mustCommit()) {
      machine.commit();
    }
    return result;
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key-%06d", number));
  }

  private List<Bytes> attached() {
    machine.commit();
    List<Bytes> keys = new ArrayList<>();
    StoreView view = store.view();
    view.attachedKeys(LEASE, keys::add);
    view.release();
    return keys;
  }

  @BeforeEach
  void attachKeys() {
    apply(new LeaseGrant(LEASE, 60));
    for (int i = 0; i < KEYS; i++) {
      apply(new Put(key(i), Bytes.EMPTY, LEASE, false, false, false));
      if (i % 100 == 98) {
        machine.commit();
      }
    }
    apply(new Put(Bytes.utf8("other"), Bytes.EMPTY, 0, false, false, false));
  }

  @Test
  void revokesAtOneRevision() {
    long before = KEYS + 2;
    assertThat(store.revision()).isEqualTo(before);
    assertThat(apply(new LeaseRevoke(LEASE))).isEqualTo(new ApplyResult.LeaseRevoked(before + 1));
    assertThat(attached()).isEmpty();
    StoreView view = store.view();
    assertThat(view.keyCount()).isEqualTo(1);
    assertThat(view.count(key(0), Bytes.of(0), before)).isEqualTo(KEYS + 1);
    view.release();
    assertThat(apply(new LeaseGrant(LEASE, 60)))
        .isEqualTo(new ApplyResult.LeaseGranted(LEASE, 60, before + 1));
    assertThat(apply(new LeaseRevoke(LEASE))).isEqualTo(new ApplyResult.LeaseRevoked(before + 1));
  }

  @Test
  void detachesWhatIsDeleted() {
    assertThat(attached()).hasSize(KEYS);
    apply(new DeleteRange(key(10), key(KEYS - 10), false));
    assertThat(attached()).hasSize(20).startsWith(key(0)).endsWith(key(KEYS - 1));
    assertThat(apply(new LeaseRevoke(LEASE)))
        .isEqualTo(new ApplyResult.LeaseRevoked(store.revision()));
    assertThat(attached()).isEmpty();
  }
}
