package io.keelson.bench.micro;

import io.keelson.bench.KeyBuffer;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.engine.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the store spends on the two rows of a put, alone or with 63 others in one batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class EngineWriteBenchmark {
  private static final int PUTS = 64;
  private static final int KEYS = 100_000;
  private static final int ROW_BYTES = 320;
  private static final long MEMORY_BYTES = 128L << 20;
  private static final long MEMTABLE_BYTES = 32L << 20;

  /** Puts in a batch. */
  @Param({"1", "64"})
  public int batched = 1;

  private final TemporaryFolder folder = new TemporaryFolder();
  private final Engine engine;
  private final Batch batch;
  private final SplittableRandom random = new SplittableRandom(1);
  private final KeyBuffer key = new KeyBuffer("/registry/pods/default/");
  private final byte[] row = new byte[ROW_BYTES];
  private final byte[] revisionKey = new byte[2 * Long.BYTES];
  private long revision;

  public EngineWriteBenchmark() {
    random.nextBytes(row);
    try {
      engine =
          new RocksEngine(
              new EngineConfig(folder.path().resolve("store"), MEMORY_BYTES, MEMTABLE_BYTES, 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    batch = engine.newBatch();
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
    folder.delete();
  }

  @Benchmark
  @OperationsPerInvocation(PUTS)
  public long write() {
    for (int put = 1; put <= PUTS; put++) {
      ByteBuffer.wrap(revisionKey).putLong(++revision);
      batch.put(Table.CURRENT, key.of(random.nextLong(KEYS)), row);
      batch.put(Table.HISTORY, revisionKey, row);
      if (put % batched == 0) {
        engine.write(batch);
      }
    }
    return revision;
  }
}
