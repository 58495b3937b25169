package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * F01: SIGKILL at any moment loses nothing acknowledged. {@code -Dcycles=300} for the full run,
 * {@code -Dseed=…} for other moments, {@code -Dsubject=3.7} to check the test against upstream.
 */
@BesideOthers
final class KillCycleIT {
  private static final int CYCLES = Integer.getInteger("cycles", 8);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int WRITERS = 6;

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    EtcdProcess.Spec upstream = Requires.upstream("3.7");
    var random = new SplittableRandom(SEED);
    var history = new History();
    List<Long> restarts = new ArrayList<>();
    try (EtcdProcess node = Requires.subject().start()) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        List<Write> writes = writeUntilKilled(node, cycle, random.split());
        long start = System.nanoTime();
        node.start();
        restarts.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        history.check(writes, node.client().kv(Duration.ofMinutes(5)));
      }
      assertThat(history.size()).as("revisions written, seed %d", SEED).isGreaterThan(CYCLES);
      compareWithReplay(history, node, upstream);
      IO.println(
          "%s: seed %d, %d cycles, %d revisions kept, restarts in ms: %s"
              .formatted(node.label(), SEED, CYCLES, history.size(), summary(restarts)));
    }
  }

  /** Whether restarts take longer as the store grows. */
  private static String summary(List<Long> restarts) {
    int half = restarts.size() / 2;
    return "median %d at first, %d later, slowest %d"
        .formatted(
            median(restarts.subList(0, half)),
            median(restarts.subList(half, restarts.size())),
            Collections.max(restarts));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
  }

  private static List<Write> writeUntilKilled(EtcdProcess node, int cycle, SplittableRandom random)
      throws InterruptedException, ExecutionException {
    var killed = new CountDownLatch(1);
    List<Writer> writers = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < WRITERS; i++) {
        var kv = node.client().kv(Duration.ofSeconds(30));
        var writer = new Writer(kv, cycle + "." + i, random.split(), () -> killed.getCount() == 0);
        writers.add(writer);
        running.add(threads.submit(writer));
      }
      boolean early = killed.await(random.nextInt(5, 2_001), TimeUnit.MILLISECONDS);
      assertThat(early).isFalse();
      node.kill9();
      killed.countDown();
      for (Future<?> writer : running) {
        writer.get();
      }
    }
    return writers.stream().flatMap(writer -> writer.writes().stream()).toList();
  }

  private static void compareWithReplay(
      History history, EtcdProcess node, EtcdProcess.Spec upstream) {
    try (EtcdProcess copy = upstream.flag("unsafe-no-fsync", "true").start()) {
      history.replay(copy.client().kv(Duration.ofMinutes(30)));
      assertThat(hash(node, history.lastRevision())).isEqualTo(hash(copy, history.lastRevision()));
    }
  }

  private static HashKVResponse hash(EtcdProcess server, long revision) {
    return server
        .client()
        .maintenance()
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
        .toBuilder()
        .clearHeader()
        .build();
  }
}
