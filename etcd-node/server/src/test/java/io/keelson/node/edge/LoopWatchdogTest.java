package io.keelson.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.agent.NanoClock;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoopWatchdogTest {
  private static final LoopWatchdog.Limits QUICK =
      new LoopWatchdog.Limits(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(1));

  @Test
  void aStalledLoopIsReportedWithItsTrace() throws Exception {
    var reports = new LinkedBlockingQueue<StallReport>();
    var release = new CountDownLatch(1);
    try (var loops = EventLoops.open(1);
        var watchdog =
            new LoopWatchdog(
                loops.workerLoops(),
                QUICK,
                NanoClock.system(),
                new DefaultThreadFactory("watchdog", true),
                reports::add)) {
      assertThat(watchdog).isNotNull();
      var loop = loops.workerLoops().getFirst();
      loop.submit(() -> {}).sync();
      // The watchdog knows the loop's thread after its first probe has run.
      awaitProbe(loops);
      var stalled = loop.submit(() -> stallHere(release));
      StallReport report = reports.poll(10, TimeUnit.SECONDS);
      release.countDown();
      assertThat(report).isNotNull();
      assertThat(report.thread()).startsWith("edge-");
      assertThat(report.stackTrace()).contains("stallHere");
      assertThat(report.stalledNanosMin()).isGreaterThanOrEqualTo(20_000_000L);
      stalled.sync();
    }
  }

  private static void awaitProbe(EventLoops loops) throws InterruptedException {
    var elapsed = new CountDownLatch(1);
    var _ = loops.workerLoops().getFirst().schedule(elapsed::countDown, 100, TimeUnit.MILLISECONDS);
    assertThat(elapsed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void stallHere(CountDownLatch release) {
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
