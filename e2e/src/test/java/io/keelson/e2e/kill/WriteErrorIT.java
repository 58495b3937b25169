package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.fault.SmallDisk;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.KVGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * F14 and F15 for a member alone: it cannot write, because the disk is full or because files may
 * not grow. It ends soon, and everything that it acknowledged is there when it starts again. {@code
 * -Drounds=20} for more, {@code -Dseed=…} for other moments, {@code -Dsubject=3.7} to check the
 * test against upstream.
 */
@BesideOthers
final class WriteErrorIT {
  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int WRITERS = 4;
  private static final int DISK_MIB = 300;
  private static final int LARGE_BYTES = 256 * 1024;
  private static final int FILE_BYTES_LEAST = 96 * 1024;
  private static final int FILE_BYTES_DRAWN = 512 * 1024;

  /** From the first failed write; a member that cannot write has nothing else to wait for. */
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(60);

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(5);

  /** Makes writes fail. */
  @FunctionalInterface
  private interface Trouble {
    void begin(EtcdProcess node) throws IOException;
  }

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final History history = new History();

  @Test
  void filesThatMayNotGrow() throws Exception {
    try (EtcdProcess node = Requires.subject().start()) {
      for (int round = 0; round < ROUNDS; round++) {
        int bytes = FILE_BYTES_LEAST + random.nextInt(FILE_BYTES_DRAWN);
        check(node, writeUntilEnded(node, round, one -> one.limitFiles(bytes)));
      }
      report(node, "files that may not grow");
    }
  }

  @Test
  void fullDisk() throws Exception {
    try (SmallDisk disk = disk();
        EtcdProcess node = Requires.subject().flag("data-dir", disk.dataDir().toString()).start()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Write> writes = new ArrayList<>(writeUntilEnded(node, round, _ -> disk.fill()));
        writes.addAll(writeWithoutSpace(node, disk, round));
        disk.free();
        check(node, writes);
      }
      report(node, "full disks");
    }
  }

  private static SmallDisk disk() {
    try {
      return SmallDisk.inMemory(DISK_MIB);
    } catch (IOException e) {
      return Assumptions.abort("no disk to fill: " + e.getMessage());
    }
  }

  private void report(EtcdProcess node, String what) {
    IO.println(
        "%s: seed %d, %d times %s, %d revisions kept"
            .formatted(node.label(), SEED, ROUNDS, what, history.size()));
  }

  private void check(EtcdProcess node, List<Write> writes) {
    node.kill9();
    node.start();
    history.check(writes, node.client().kv(CHECK_LIMIT));
  }

  private List<Write> writeUntilEnded(EtcdProcess node, int round, Trouble trouble)
      throws InterruptedException, ExecutionException, IOException {
    List<Writer> writers = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    List<Write> large = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
      for (int i = 0; i < WRITERS; i++) {
        var kv = node.client().kv(EXIT_LIMIT.plus(CALL_LIMIT));
        writers.add(new Writer(kv, round + "." + i, random.split(), () -> !node.isAlive()));
        running.add(threads.submit(writers.getLast()));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 1_000));
      trouble.begin(node);
      // Large values use up what has been reserved before.
      running.add(threads.submit(() -> large.addAll(writeLarge(node, round))));
      boolean isEnded = node.endsWithin(EXIT_LIMIT);
      assertThat(isEnded).as("it ends, round %d\n%s", round, node.tail()).isTrue();
      assertThat(node.waitForExit(EXIT_LIMIT)).as("exit code, round %d", round).isNotZero();
      for (Future<?> writer : running) {
        writer.get();
      }
    }
    List<Write> all = new ArrayList<>(large);
    writers.forEach(writer -> all.addAll(writer.writes()));
    return all;
  }

  /** Until a call fails. */
  private static List<Write> writeLarge(EtcdProcess node, int round) {
    List<Write> writes = new ArrayList<>();
    KVGrpc.KVBlockingStub kv = node.client().kv(EXIT_LIMIT.plus(CALL_LIMIT));
    ByteString key = ByteString.copyFromUtf8("large");
    for (int number = 0; ; number++) {
      ByteString value =
          ByteString.copyFromUtf8(round + "#" + number + "#")
              .concat(ByteString.copyFrom(new byte[LARGE_BYTES]));
      Write write = Write.put(kv, key, value);
      writes.add(write);
      if (!write.isAcknowledged()) {
        return writes;
      }
    }
  }

  /** It may end again or serve in what it has reserved; what it acknowledges must be kept. */
  private List<Write> writeWithoutSpace(EtcdProcess node, SmallDisk disk, int round) {
    node.kill9();
    disk.fill();
    node.launch();
    if (node.endsWithin(START_LIMIT)) {
      assertThat(node.waitForExit(EXIT_LIMIT)).as("exit code, round %d", round).isNotZero();
      return List.of();
    }
    long end = System.nanoTime() + START_LIMIT.toNanos();
    var writer =
        new Writer(
            node.client().kv(START_LIMIT),
            round + ".full",
            random.split(),
            () -> System.nanoTime() - end > 0);
    writer.run();
    return writer.writes();
  }
}
