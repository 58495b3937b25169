package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A node goes with a member on it: the member is replaced on another, and all ends well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NodeLossIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** What is promised, after the time in which the API server calls a silent node lost. */
  private static final Duration DEGRADED_LIMIT = Duration.ofSeconds(30);

  /** A connection to a member that is gone is noticed by a call that is not answered in time. */
  private static final Duration GAP_LIMIT = Duration.ofSeconds(15);

  private OperatorFixture fixture;
  private ManagedCluster cluster;
  private Tunnel tunnel;
  private SteadyWriter writer;
  private int stopped;

  @BeforeAll
  void start() {
    fixture = OperatorFixture.shared();
    cluster = new ManagedCluster(fixture, "node-loss");
    var _ = cluster.awaitSettled(3, LIMIT);
    tunnel = cluster.tunnel();
    writer = new SteadyWriter(tunnel.port(), cluster::credentials);
  }

  @AfterAll
  void stop() {
    if (stopped != 0) {
      fixture.kubernetes().startNode(stopped);
    }
    if (writer != null) {
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
  void memberOfALostNodeIsReplacedElsewhere() {
    // Clients are on node 1, so it is one of the others.
    Pod victim =
        cluster.pods().stream()
            .filter(pod -> !pod.getSpec().getNodeName().equals("node1"))
            .min(Comparator.comparing(pod -> pod.getMetadata().getName()))
            .orElseThrow();
    String member = victim.getMetadata().getName();
    String node = victim.getSpec().getNodeName();
    int lost = Integer.parseInt(node.substring("node".length()));
    fixture.kubernetes().stopNode(lost);
    stopped = lost;
    Duration degraded =
        cluster.await(
            "condition Degraded",
            DEGRADED_LIMIT,
            object -> ManagedCluster.has(object, "Degraded", "True"));
    Duration replaced = cluster.awaitSettled(3, LIMIT);
    assertThat(cluster.pods())
        .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .hasSize(3)
        .noneMatch(pod -> node.equals(pod.getSpec().getNodeName()));
    Duration gap = writer.takeGap();
    fixture.kubernetes().startNode(lost);
    stopped = 0;
    Duration back =
        cluster.await(
            "three healthy members after the return of " + node,
            LIMIT,
            ManagedCluster.isSettled(3));
    List<String> lostWrites = writer.stopAndCheck();
    System.out.printf(
        "%s on %s: degraded after %.1f s, replaced after %.1f s more, settled %.1f s after the"
            + " node's return; longest time without a write %d ms; %s%n",
        member,
        node,
        degraded.toMillis() / 1e3,
        replaced.toMillis() / 1e3,
        back.toMillis() / 1e3,
        gap.toMillis(),
        writer);
    assertThat(lostWrites).isEmpty();
    assertThat(gap).isLessThan(GAP_LIMIT);
  }
}
