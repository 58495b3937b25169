package io.keelson.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.mvcc.KeyValueView;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random histories of keys and leases, with crashes, against {@link LeaseModel}. {@code
 * -Dseeds=20000} for more, {@code -Dseed=17} for one.
 */
final class LeaseModelTest {
  private static final int STEPS = 120;
  private static final RangeRequest ALL =
      new RangeRequest(
          Bytes.of(0),
          Bytes.of(0),
          0,
          0,
          RangeRequest.NONE,
          RangeRequest.BY_KEY,
          true,
          false,
          false,
          RangeRequest.RevisionFilter.NONE);

  private static final long[] IDS = {1, 2, 3, 255, 256, Long.MAX_VALUE, -1, -7, Long.MIN_VALUE};

  @Test
  void agreesWithTheModel() {
    long first = Long.getLong("seed", 0);
    long count = Long.getLong("seed") == null ? Long.getLong("seeds", 500) : 1;
    for (long seed = first; seed < first + count; seed++) {
      try {
        new Run(new SplittableRandom(seed)).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One history. */
  private static final class Run {
    private final RandomGenerator random;
    private final MemoryEngine.Durable durable = new MemoryEngine.Durable();
    private final LeaseModel model = new LeaseModel();
    private final List<Entry> log = new ArrayList<>();
    private MemoryEngine engine = new MemoryEngine(durable);
    private MvccStore store = new MvccStore(engine);
    private LeaseTable leases = Machines.leases(engine);
    private StateMachine machine = Machines.open(engine, store, leases);

    Run(RandomGenerator random) {
      this.random = random;
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        Command command = command();
        Entry entry = new Entry(EntryType.NORMAL, 1, log.size() + 1L, Requests.encode(command));
        log.add(entry);
        Refusal expected = model.apply(command);
        check(command, expected, machine.apply(entry).result());
        if (random.nextInt(3) == 0) {
          machine.commit();
        }
        if (random.nextInt(10) == 0) {
          engine.flush(true);
        }
        if (random.nextInt(15) == 0) {
          checkAll();
        }
        if (random.nextInt(30) == 0) {
          restart();
          checkAll();
        }
      }
      checkAll();
    }

    private void check(Command command, @Nullable Refusal expected, ApplyResult result) {
      if (expected != null) {
        assertThat(result).as("%s", command).isEqualTo(new ApplyResult.Refused(expected));
        return;
      }
      long revision =
          switch (result) {
            case ApplyResult.PutDone put -> put.put().revision();
            case ApplyResult.DeleteDone delete -> delete.delete().revision();
            case ApplyResult.TxnDone txn -> txn.txn().revision();
            case ApplyResult.LeaseRevoked revoked -> revoked.revision();
            case ApplyResult.LeaseGranted granted -> {
              assertThat(model.leases)
                  .containsEntry(granted.id(), new LeaseModel.Times(granted.ttlSeconds(), 0));
              yield granted.revision();
            }
            case ApplyResult.Done ignored -> model.revision;
            default -> throw new AssertionError(command + " gave " + result);
          };
      assertThat(revision).as("revision after %s", command).isEqualTo(model.revision);
    }

    /** A crash: what was not flushed is applied again from the log. */
    private void restart() {
      store.close();
      engine.close();
      engine = new MemoryEngine(durable);
      store = new MvccStore(engine);
      leases = Machines.leases(engine);
      machine = Machines.open(engine, store, leases);
      for (Entry entry : log.subList((int) machine.appliedIndex(), log.size())) {
        machine.apply(entry);
      }
    }

    private void checkAll() {
      machine.commit();
      TreeMap<Long, LeaseModel.Times> times = new TreeMap<>();
      for (Lease lease : leases.all()) {
        long remaining = lease.isCheckpointed() ? lease.secondsToLive() : 0;
        times.put(lease.id(), new LeaseModel.Times(lease.grantedTtlSeconds(), remaining));
      }
      assertThat(times).isEqualTo(model.leases);
      StoreView view = store.view();
      try {
        assertThat(view.revision()).isEqualTo(model.revision);
        assertThat(keys(view)).isEqualTo(model.keys);
        for (long id : IDS) {
          List<Bytes> attached = new ArrayList<>();
          view.attachedKeys(id, attached::add);
          assertThat(attached).as("keys of %s", id).isEqualTo(attached(id));
        }
      } finally {
        view.release();
      }
      assertThat(rows()).isEqualTo(model.keys.values().stream().filter(id -> id != 0).count());
    }

    private List<Bytes> attached(long id) {
      return model.keys.keySet().stream()
          .filter(key -> model.keys.getOrDefault(key, 0L) == id)
          .toList();
    }

    private long rows() {
      View view = engine.view();
      long count = 0;
      try (Cursor cursor = view.cursor(Table.LEASE_KEY, new byte[0], null, true)) {
        while (cursor.next()) {
          count++;
        }
      } finally {
        view.release();
      }
      return count;
    }

    private static NavigableMap<Bytes, Long> keys(StoreView view) {
      TreeMap<Bytes, Long> keys = new TreeMap<>();
      view.range(
          ALL,
          (array, offset, length) -> {
            KeyValueView row =
                KeyValueView.decode(Bytes.wrap(Bytes.wrap(array, offset, length).toArray()));
            keys.put(row.key(), row.lease());
          });
      return keys;
    }

    private Command command() {
      return switch (random.nextInt(12)) {
        case 0, 1, 2 -> new LeaseGrant(random.nextInt(30) == 0 ? 0 : id(), ttl());
        case 3, 4 -> new LeaseRevoke(id());
        case 5 ->
            new LeaseCheckpoint(
                List.of(new Remaining(id(), random.nextInt(3)), new Remaining(id(), 7)));
        case 6, 7 -> txn(2);
        case 8 -> delete();
        default -> put();
      };
    }

    private long id() {
      return IDS[random.nextInt(IDS.length)];
    }

    private long ttl() {
      return random.nextInt(10) == 0 ? 8_999_999_999L + random.nextInt(3) : random.nextInt(-3, 100);
    }

    private Bytes key() {
      return Bytes.of('a' + random.nextInt(8));
    }

    private Put put() {
      boolean isLeaseIgnored = random.nextInt(5) == 0;
      long lease = isLeaseIgnored || random.nextInt(3) == 0 ? 0 : id();
      return new Put(key(), Bytes.of(1), lease, false, false, isLeaseIgnored);
    }

    private DeleteRange delete() {
      return new DeleteRange(key(), random.nextBoolean() ? Bytes.EMPTY : key(), false);
    }

    private Txn txn(int depth) {
      List<Op> ops = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        ops.add(
            switch (random.nextInt(4)) {
              case 0 -> delete();
              case 1 -> depth > 0 ? txn(depth - 1) : put();
              default -> put();
            });
      }
      return new Txn(List.of(), ops, List.of());
    }
  }
}
