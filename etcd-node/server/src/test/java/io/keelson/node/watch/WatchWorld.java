package io.keelson.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.Compaction;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.TxnExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store with a watch hub, and a model of all that ever happened, driven by one thread: what the
 * node's threads do comes in an order drawn from a seed.
 */
final class WatchWorld implements AutoCloseable {
  static final long PROGRESS_NANOS = 1000;
  static final long FRAGMENT_BYTES = 3000;
  private static final List<String> KEYS = List.of("a", "a/1", "a/2", "b", "c", "c0", "d", "zz");

  private final RandomGenerator random;
  private MemoryEngine.Durable durable = new MemoryEngine.Durable();
  private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
  private final TreeMap<Long, List<Happened>> history = new TreeMap<>();
  private final TreeMap<Bytes, Happened> alive = new TreeMap<>();
  private MemoryEngine engine;
  private MvccStore store;
  private TxnExecutor executor;
  private WatchHub hub;
  private @Nullable Compaction compaction;
  private long index;
  private long now;
  long compactRevision;

  /** One event as a watcher with {@code prev_kv} should see it. */
  record Happened(
      long revision, boolean isDelete, Bytes key, Bytes value, @Nullable Happened previous) {}

  WatchWorld(RandomGenerator random) {
    this.random = random;
    open();
  }

  private void open() {
    engine = new MemoryEngine(durable);
    store = new MvccStore(engine);
    executor = new TxnExecutor(store, lease -> true);
    reads.clear();
    hub =
        new WatchHub(
            new WatchSettings(FRAGMENT_BYTES, 1000, PROGRESS_NANOS, 1 << 20, 1 << 20, 2),
            store::view,
            this::read,
            interval -> random.nextLong(interval / 10),
            metrics(),
            new Wakeup());
    store.onChange(hub);
  }

  private void read(Runnable job) {
    if (random.nextInt(20) == 0) {
      throw new java.util.concurrent.RejectedExecutionException("readers are busy");
    }
    reads.add(job);
  }

  private static io.keelson.node.metrics.WatchMetrics metrics() {
    return new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.0", "java", false, false))
        .watch;
  }

  WatchHub hub() {
    return hub;
  }

  long revision() {
    return history.isEmpty() ? 1 : history.lastKey();
  }

  /** Everything that happened from a revision on. */
  Iterable<List<Happened>> since(long revision) {
    return history.tailMap(revision, true).values();
  }

  /** Stops everything at once and starts again with what the store kept. */
  void restart() {
    closeCompaction();
    store.close();
    engine.flush(true);
    engine.close();
    open();
  }

  /** A leader's store, which is further on, takes the place of this one. */
  void replace() {
    engine.flush(true);
    MvccStore ours = store;
    TxnExecutor ourExecutor = executor;
    @Nullable Compaction ourCompaction = compaction;
    MemoryEngine.Durable received = durable.copy();
    MemoryEngine leader = new MemoryEngine(received);
    store = new MvccStore(leader);
    executor = new TxnExecutor(store, lease -> true);
    compaction = null;
    store.commit(++index, 1);
    for (int i = random.nextInt(30); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> compact();
        case 1 -> removeSome();
        default -> change();
      }
    }
    closeCompaction();
    store.close();
    leader.flush(true);
    store = ours;
    executor = ourExecutor;
    compaction = ourCompaction;
    durable = received;
    take(received);
  }

  private void take(MemoryEngine.Durable received) {
    Path place = Path.of("received");
    engine.offer(place, received);
    try {
      engine.replaceWith(place, Runnable::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(store.reload().index()).isEqualTo(index);
    assertThat(store.revision()).isEqualTo(revision());
  }

  private void closeCompaction() {
    if (compaction != null) {
      compaction.close();
      compaction = null;
    }
  }

  void turn() {
    now += random.nextInt(100);
    hub.turn(now);
  }

  /** Runs one read of history, if any waits. */
  boolean readOne() {
    Runnable job = random.nextBoolean() ? reads.pollFirst() : reads.pollLast();
    if (job != null) {
      job.run();
    }
    return job != null;
  }

  /** A few transactions in one batch. */
  void change() {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      transact();
    }
    store.commit(++index, 1);
  }

  private void transact() {
    List<Op> ops = new ArrayList<>();
    List<Bytes> keys = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Bytes key = key();
      if (!keys.contains(key)) {
        keys.add(key);
        ops.add(random.nextInt(3) == 0 ? delete(key) : put(key));
      }
    }
    if (random.nextInt(6) == 0) {
      ops.add(0, new DeleteRange(Bytes.utf8("a"), Bytes.utf8("b"), false));
    }
    expect(ops);
    executor.txn(new Txn(List.of(), ops, List.of()));
  }

  private Bytes key() {
    return Bytes.utf8(KEYS.get(random.nextInt(KEYS.size())));
  }

  private Op put(Bytes key) {
    byte[] value = new byte[random.nextInt(12) == 0 ? 1200 : random.nextInt(9)];
    random.nextBytes(value);
    return new Put(key, Bytes.wrap(value), 0, false, false, false);
  }

  private static Op delete(Bytes key) {
    return new DeleteRange(key, Bytes.EMPTY, false);
  }

  private void expect(List<Op> ops) {
    long revision = revision() + 1;
    TreeMap<Bytes, Happened> before = new TreeMap<>(alive);
    List<Happened> events = new ArrayList<>();
    for (Op op : ops) {
      switch (op) {
        case Put put -> {
          Happened event =
              new Happened(revision, false, put.key(), put.value(), before.get(put.key()));
          // A key that was deleted by the same transaction comes to life again.
          boolean isBorn = !alive.containsKey(put.key());
          Happened told = isBorn ? without(event) : event;
          events.add(told);
          alive.put(put.key(), told);
        }
        case DeleteRange delete -> {
          List<Bytes> gone = new ArrayList<>();
          for (Bytes key : alive.keySet()) {
            boolean isMeant =
                delete.rangeEnd().isEmpty()
                    ? key.equals(delete.key())
                    : key.compareTo(delete.key()) >= 0 && key.compareTo(delete.rangeEnd()) < 0;
            if (isMeant) {
              gone.add(key);
            }
          }
          for (Bytes key : gone) {
            events.add(new Happened(revision, true, key, Bytes.EMPTY, before.get(key)));
            alive.remove(key);
          }
        }
        default -> throw new IllegalArgumentException(op.toString());
      }
    }
    if (!events.isEmpty()) {
      history.put(revision, events);
    }
  }

  private static Happened without(Happened event) {
    return new Happened(event.revision(), event.isDelete(), event.key(), event.value(), null);
  }

  /** Schedules a compaction somewhere in the newer part of history. */
  void compact() {
    long at = revision() - random.nextInt(10);
    if (at > compactRevision && compaction == null) {
      store.compact(at);
      compactRevision = at;
      store.commit(++index, 1);
    }
  }

  /** Removes some of what a compaction gave up. */
  void removeSome() {
    if (compaction == null) {
      if (store.finishedCompactRevision() == store.compactRevision()) {
        return;
      }
      compaction =
          new Compaction(store.view(), store.finishedCompactRevision(), store.compactRevision());
    }
    Compaction.Chunk chunk = compaction.next(5);
    store.remove(chunk);
    if (chunk.isLast()) {
      closeCompaction();
    }
    store.commit(++index, 1);
  }

  @Override
  public void close() {
    closeCompaction();
    store.close();
    engine.close();
  }
}
