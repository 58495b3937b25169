package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.Compact;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Put;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.RocksEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of requests, with crashes, batches of any size and compactions in the middle of
 * everything, against {@link MvccModel}. {@code -Dseeds=20000} for more, {@code -Dseed=17} for one.
 */
final class MvccModelTest {
  private static final int STEPS = 80;
  private static final int ROCKS_EVERY = 20;

  @TempDir Path folder;

  private interface Scenario {
    void run(long seed) throws Exception;
  }

  private static void forSeeds(int every, Scenario scenario) {
    long first = Long.getLong("seed", 0);
    long count = Long.getLong("seed") == null ? Long.getLong("seeds", 200) / every : 1;
    for (long seed = first; seed < first + count; seed++) {
      try {
        scenario.run(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static Engine rocks(Path directory) {
    try {
      return new RocksEngine(new EngineConfig(directory, 8 << 20, 1 << 20, 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void memoryWithCrashes() {
    forSeeds(
        1,
        seed -> {
          MemoryEngine.Durable durable = new MemoryEngine.Durable();
          MemoryEngine last = (MemoryEngine) run(seed, STEPS, 0, () -> new MemoryEngine(durable));
          assertThat(last.openViews()).isZero();
        });
  }

  @Test
  void rocks() {
    forSeeds(
        ROCKS_EVERY,
        seed -> {
          Path directory = folder.resolve("seed-" + seed);
          run(seed, STEPS, 0, () -> rocks(directory));
        });
  }

  @Test
  void manyKeys() {
    forSeeds(
        100,
        seed -> {
          MemoryEngine.Durable durable = new MemoryEngine.Durable();
          run(seed, 25, 1200, () -> new MemoryEngine(durable));
        });
  }

  private static Engine run(long seed, int steps, int filling, Supplier<Engine> opener)
      throws InvalidProtocolBufferException {
    RandomGenerator random = new SplittableRandom(seed);
    RandomCommands commands = new RandomCommands(random);
    try (MvccRun run = new MvccRun(opener)) {
      if (filling > 0) {
        fill(run, random, filling);
      }
      for (int step = 0; step < steps; step++) {
        step(run, random, commands);
        if (random.nextInt(3) == 0) {
          run.commit();
        }
      }
      if (filling == 0) {
        run.checkAll();
        run.reopen(random);
        run.checkAll();
      }
      return run.engine();
    }
  }

  private static void fill(MvccRun run, RandomGenerator random, int keys)
      throws InvalidProtocolBufferException {
    MvccRun filled = run;
    for (int i = 0; i < keys; i++) {
      Bytes key = Bytes.utf8("c" + random.nextInt(100000));
      filled.apply(new Put(key, Bytes.of(i), 0, false, false, false));
      if (random.nextInt(100) == 0) {
        filled.commit();
      }
    }
  }

  private static void step(MvccRun run, RandomGenerator random, RandomCommands commands)
      throws InvalidProtocolBufferException {
    long revision = run.model().revision();
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6 -> run.apply(commands.put());
      case 7, 8 -> run.apply(commands.delete());
      case 9 -> run.apply(commands.deleteMany());
      case 10, 11, 12, 13 -> run.apply(commands.txn(revision, 2));
      case 14 -> run.checkReadOnly(commands.readOnlyTxn(revision));
      case 15, 16 -> run.checkRange(commands.range(revision));
      case 17 -> run.apply(new Compact(random.nextLong(revision + 2), false));
      case 18 -> run.apply(new Compact(revision - random.nextInt(3), false));
      case 19 -> run.checkHash(Math.max(0, revision - random.nextInt(6)));
      case 20, 21 -> run.removeSome(1 + random.nextInt(5));
      case 22 -> {
        run.commit();
        run.engine().flush(true);
      }
      default -> {
        if (random.nextInt(4) == 0) {
          run.reopen(random);
        }
      }
    }
  }

  private static Put put(String key, String value, long lease) {
    return new Put(Bytes.utf8(key), Bytes.utf8(value), lease, false, false, false);
  }

  private static long hash(MvccStore store, long at) {
    StoreView view = store.view();
    try {
      return HistoryHasher.hash(view, store.finishedCompactRevision(), at).hash();
    } finally {
      view.release();
    }
  }

  /** The example of upstream's answers. */
  @Test
  void hashVectors() {
    MvccStore store = new MvccStore(new MemoryEngine(new MemoryEngine.Durable()));
    assertThat(hash(store, 0)).isEqualTo(1084519789L);
    TxnExecutor executor = new TxnExecutor(store, lease -> true);
    executor.put(put("foo", "bar", 0));
    executor.put(put("foo", "bar2", 0));
    executor.put(put("a", "1", 0));
    executor.delete(new DeleteRange(Bytes.utf8("foo"), Bytes.EMPTY, false));
    byte[] record = HexFormat.of().parseHex("0a026c6b1006180620012a026c763088f0c6ad88bfa89163");
    long lease = KeyValueView.decode(Bytes.wrap(record)).lease();
    executor.put(put("lk", "lv", lease));
    executor.put(put("a", "2", 0));
    executor.put(put("foo", "new", 0));
    executor.delete(new DeleteRange(Bytes.utf8("a"), Bytes.EMPTY, false));
    executor.put(put("z", "9", 0));
    executor.put(put("a", "3", 0));
    store.commit(1, 1);
    assertThat(hash(store, 11)).isEqualTo(3118424179L);
    assertThat(hash(store, 7)).isEqualTo(606855419L);
    assertThat(store.compact(9)).isNull();
    store.commit(2, 1);
    StoreView view = store.view();
    assertThat(HistoryHasher.hashForCompaction(view, -1, 9))
        .isEqualTo(new KeyValueHash(1028066803L, -1, 9));
    assertThat(hash(store, 11)).as("before removal").isEqualTo(1767883107L);
    try (Compaction compaction = new Compaction(view, -1, 9)) {
      store.remove(compaction.next(1000));
    }
    store.commit(3, 1);
    assertThat(hash(store, 11)).isEqualTo(1767883107L);
    assertThat(hash(store, 10)).isEqualTo(1467515194L);
  }
}
