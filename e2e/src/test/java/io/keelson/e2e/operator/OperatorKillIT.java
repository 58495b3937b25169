package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ChannelCredentials;
import io.keelson.e2e.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The operator is killed at drawn moments while it scales and rolls, and its successor finishes
 * what it finds. {@code -Dkills=N} for more kills, {@code -Dseed=N} for other moments.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperatorKillIT {
  /** A successor waits for the lease of a killed one to run out, and may start slowly. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Duration SUCCESSOR_LIMIT = Duration.ofMinutes(2);
  private static final Duration GAP_LIMIT = Duration.ofSeconds(10);

  /** About as long as one of the changes takes. */
  private static final int DELAY_MILLIS = 20_000;

  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final long SEED = Long.getLong("seed", 1);

  private OperatorFixture fixture;
  private ManagedCluster cluster;
  private Tunnel tunnel;
  private SteadyWriter writer;
  private QuorumWatch watch;

  @BeforeAll
  void start() {
    fixture = OperatorFixture.shared();
    cluster = new ManagedCluster(fixture, "operator-kills");
    var _ = cluster.awaitSettled(3, LIMIT);
    tunnel = cluster.tunnel();
    ChannelCredentials credentials = cluster.credentials();
    writer = new SteadyWriter(tunnel.port(), credentials);
    watch = new QuorumWatch(cluster, tunnel.port(), credentials);
  }

  @AfterAll
  void stop() {
    if (watch != null) {
      watch.close();
      writer.close();
    }
    if (tunnel != null) {
      tunnel.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void killedOperatorsLoseNothingAndTheirSuccessorsFinish() {
    var random = new SplittableRandom(SEED);
    int replicas = 3;
    Duration longest = Duration.ZERO;
    for (int kill = 0; kill < KILLS; kill++) {
      if (kill % 2 == 0) {
        replicas = replicas == 3 ? 5 : 3;
        cluster.scale(replicas);
      } else {
        cluster.patch("{\"options\":{\"snapshotCount\":%d}}".formatted(10_000 + kill));
      }
      int delay = random.nextInt(DELAY_MILLIS);
      LockSupport.parkNanos(Duration.ofMillis(delay).toNanos());
      String killed = fixture.leader();
      assertThat(Await.until(SUCCESSOR_LIMIT, fixture::killLeader)).as("an operator").isTrue();
      Duration settled = cluster.awaitSettled(replicas, LIMIT);
      longest = settled.compareTo(longest) > 0 ? settled : longest;
      System.out.printf(
          "kill %d of %s after %d ms: %d members settled after %.1f s%n",
          kill + 1, killed, delay, replicas, settled.toMillis() / 1e3);
      assertThat(watch.violations()).isEmpty();
    }
    Duration gap = writer.takeGap();
    List<String> lost = writer.stopAndCheck();
    watch.close();
    System.out.printf(
        "%d kills, seed %d; longest until settled %.1f s; longest time without a write %d ms;"
            + " %s; %s%n",
        KILLS, SEED, longest.toMillis() / 1e3, gap.toMillis(), writer, watch);
    assertThat(lost).isEmpty();
    assertThat(watch.judged()).isGreaterThan(KILLS);
    assertThat(watch.violations()).isEmpty();
    assertThat(gap).isLessThan(GAP_LIMIT);
  }
}
