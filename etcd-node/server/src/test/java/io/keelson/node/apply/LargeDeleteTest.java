package io.keelson.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.apply.ApplyResult.DeleteDone;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A deletion of thousands of keys leaves what one by one would leave. */
class LargeDeleteTest {
  private static final int KEYS = 5000;
  private static final Bytes ALL = Bytes.of(0);

  private final MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
  private final MvccStore store = new MvccStore(engine);
  private final StateMachine machine = Machines.open(engine, store);
  private long index;

  private ApplyResult apply(Bytes data) {
    index++;
    ApplyResult result = machine.apply(new Entry(EntryType.NORMAL, 1, index, data)).result();
    if (store.mustCommit()) {
      machine.commit();
    }
    return result;
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key-%06d", number));
  }

  private void put(int number) {
    WireWriter request = new WireWriter(64);
    request.bytesField(1, key(number));
    request.bytesField(2, Bytes.utf8("value"));
    apply(CommandCodec.encodePut(index + 1, request.toBytes()));
  }

  private DeleteDone deleteRange(Bytes from, Bytes to) {
    WireWriter request = new WireWriter(64);
    request.bytesField(1, from);
    request.bytesField(2, to);
    return (DeleteDone) apply(CommandCodec.encodeDeleteRange(index + 1, request.toBytes()));
  }

  @Test
  void deletesCountsAndKeepsHistory() {
    for (int i = 0; i < KEYS; i++) {
      put(i);
      if (i % 100 == 99) {
        machine.commit();
      }
    }
    // The last keys are not written yet: the deletion must see them.
    DeleteDone deleted = deleteRange(key(100), key(KEYS - 1));
    assertThat(deleted.delete().deleted()).isEqualTo(KEYS - 101);
    long revision = KEYS + 2;
    assertThat(deleted.delete().revision()).isEqualTo(revision);
    put(200);
    machine.commit();

    StoreView view = store.view();
    assertThat(view.revision()).isEqualTo(revision + 1);
    assertThat(view.keyCount()).isEqualTo(102);
    assertThat(view.count(ALL, ALL, 0)).isEqualTo(102);
    assertThat(view.count(ALL, ALL, revision)).isEqualTo(101);
    assertThat(view.count(ALL, ALL, revision - 1)).isEqualTo(KEYS);
    assertThat(view.count(key(200), Bytes.EMPTY, 0)).isEqualTo(1);
    assertThat(view.count(key(200), Bytes.EMPTY, revision)).isZero();
    assertThat(view.count(key(201), Bytes.EMPTY, revision - 1)).isEqualTo(1);
    view.release();

    DeleteDone rest = deleteRange(ALL, ALL);
    machine.commit();
    assertThat(rest.delete().deleted()).isEqualTo(102);
    view = store.view();
    assertThat(view.keyCount()).isZero();
    view.release();
  }
}
