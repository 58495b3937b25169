package io.keelson.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.snapshot.SampleStore;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots keep to the client's pace and leave nothing behind, however they end. */
final class SnapshotCallTest {
  private static final int CHUNK = 32 << 10;

  private final SampleStore sample = new SampleStore();
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();
  private final NodeMetrics metrics =
      new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.1", "java", false, false));
  private final SnapshotCalls calls =
      new SnapshotCalls(
          sample.store(),
          new SnapshotCalls.Surroundings(
              this::execute,
              () -> 0,
              metrics.disk.backendSnapshot,
              Logger.silent(),
              Long::toString));
  private boolean isRejecting;
  private long idleViews;

  private void execute(Runnable task) {
    if (isRejecting) {
      throw new RejectedExecutionException();
    }
    work.add(task);
  }

  @BeforeEach
  void fill() {
    for (int i = 0; i < 20; i++) {
      sample.put("k" + i, Bytes.wrap(new byte[20_000]));
    }
    idleViews = sample.openViews();
  }

  private void runAll() {
    while (!work.isEmpty()) {
      work.remove().run();
    }
  }

  private SnapshotClient start(int credit) {
    SnapshotClient client = new SnapshotClient(credit);
    calls.start(client);
    return client;
  }

  private static void assertRefused(SnapshotClient client) {
    assertThat(Status.fromThrowable(client.error).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void sendsAllWithItsChecksum() throws Exception {
    SnapshotClient client = start(Integer.MAX_VALUE);
    runAll();
    assertThat(client.isDone).isTrue();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long total = client.answers.stream().mapToLong(answer -> answer.getBlob().size()).sum() - 32;
    for (SnapshotResponse answer : client.answers.subList(0, client.answers.size() - 1)) {
      assertThat(answer.getBlob().size()).isLessThanOrEqualTo(CHUNK);
      answer.getBlob().writeTo(all);
      assertThat(answer.getRemainingBytes()).isEqualTo(total - all.size());
    }
    SnapshotResponse last = client.answers.getLast();
    assertThat(last.getRemainingBytes()).isZero();
    assertThat(last.getBlob().toByteArray())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    assertThat(sample.openViews()).isEqualTo(idleViews);
    assertThat(metrics.disk.backendSnapshot.count()).isEqualTo(1);
  }

  @Test
  void readsNothingAheadOfTheClient() {
    SnapshotClient client = start(1);
    runAll();
    assertThat(client.answers).hasSize(1);
    client.take(2);
    runAll();
    assertThat(client.answers).hasSize(3);
    client.take(1 << 20);
    runAll();
    assertThat(client.isDone).isTrue();
    client.take(1);
    client.leave();
    assertThat(work).isEmpty();
    assertThat(sample.openViews()).isEqualTo(idleViews);
  }

  @Test
  void aClientThatLeavesTakesTheViewAlong() {
    for (int taken : new int[] {0, 3}) {
      SnapshotClient client = start(taken);
      runAll();
      client.leave();
      runAll();
      assertThat(client.isDone).isFalse();
      assertThat(sample.openViews()).isEqualTo(idleViews);
    }
    SnapshotClient hasty = start(1);
    hasty.leave();
    runAll();
    assertThat(sample.openViews()).isEqualTo(idleViews);
  }

  @Test
  void oneTooManyIsRefused() {
    List<SnapshotClient> stalled = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stalled.add(start(1));
    }
    runAll();
    assertRefused(start(1));
    stalled.getFirst().leave();
    runAll();
    SnapshotClient next = start(Integer.MAX_VALUE);
    runAll();
    assertThat(next.isDone).isTrue();
  }

  @Test
  void busyReadersEndOnlyACallThatHasNone() {
    isRejecting = true;
    assertRefused(start(1));
    isRejecting = false;
    SnapshotClient running = start(Integer.MAX_VALUE);
    isRejecting = true;
    runAll();
    assertThat(running.isDone).isTrue();
    isRejecting = false;
    SnapshotClient stalled = start(1);
    runAll();
    isRejecting = true;
    stalled.take(1);
    assertRefused(stalled);
    assertThat(sample.openViews()).isEqualTo(idleViews);
  }
}
