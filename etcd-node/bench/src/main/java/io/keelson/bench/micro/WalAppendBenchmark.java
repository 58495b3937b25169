package io.keelson.bench.micro;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalMetadata;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the log spends on one entry of a put before the disk: framing, checksum, copy. The disk
 * takes nothing after the log was created.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class WalAppendBenchmark {
  private static final int ENTRIES = 64;

  private final TemporaryFolder folder = new TemporaryFolder();
  private final DiscardingDisk disk = new DiscardingDisk();
  private final Wal wal;
  private final List<Entry> entries;

  public WalAppendBenchmark() {
    Bytes data = CommandCodec.encodePut(1, CommandCodecBenchmark.putRequest());
    entries =
        LongStream.rangeClosed(1, ENTRIES)
            .mapToObj(index -> new Entry(EntryType.NORMAL, 1, index, data))
            .toList();
    Path directory = folder.path();
    WalConfig config =
        new WalConfig(
            directory.resolve("wal"),
            directory.resolve("wal.persisted"),
            1L << 50, // never rolled
            WalConfig.RECORD_BYTES_MAX);
    try {
      wal = Wal.create(disk, config, new WalMetadata(1, 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Setup(Level.Trial)
  public void discard() {
    disk.discard();
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    wal.close();
    folder.delete();
  }

  /** The same entries again and again: each batch replaces the one before. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public long append() throws IOException {
    wal.append(null, entries);
    return wal.lastIndex();
  }
}
