package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.link.PeerLink;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.replica.Replica;
import io.keelson.node.replica.ReplicaStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gives leadership away before this member stops, so that the others need not wait for an election
 * timeout. The thread that stops the member waits here for a bounded time.
 */
final class Handover {
  private static final long LOOK_MILLIS = 2;

  private final NodeAssembly node;
  private final NanoClock clock;
  private final Logger log;

  Handover(NodeAssembly node, NanoClock clock, Logger log) {
    this.node = node;
    this.clock = clock;
    this.log = log;
  }

  /** Gives leadership to the voter that has been connected for the longest time. */
  void run(long timeoutNanos) throws InterruptedException {
    Replica replica = node.replica();
    long self = node.identity().nodeId();
    ReplicaStatus status = replica.status().get();
    if (!status.isLeader()) {
      skip("skipped leadership transfer; local server is not leader", status);
      return;
    }
    if (status.isSoleVoter()) {
      skip("skipped leadership transfer for single voting member cluster", status);
      return;
    }
    Optional<Long> target = target(self);
    if (target.isEmpty()) {
      log.warn(
          "leadership transfer failed",
          Field.of("local-member-id", Long.toHexString(self)),
          Field.error("etcdserver: unhealthy cluster"));
      return;
    }
    String to = Long.toHexString(target.get());
    log.info(
        "leadership transfer starting",
        Field.of("local-member-id", Long.toHexString(self)),
        Field.of("current-leader-member-id", Long.toHexString(self)),
        Field.of("transferee-member-id", to));
    long start = clock.nanoTime();
    replica.transferLeadership(target.get());
    while (isUnmoved(replica.status().get()) && clock.nanoTime() - start < timeoutNanos) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    if (isUnmoved(replica.status().get())) {
      log.warn(
          "leadership transfer failed",
          Field.of("local-member-id", Long.toHexString(self)),
          Field.error("etcdserver: request timed out, leader transfer took too long"));
      return;
    }
    log.info(
        "leadership transfer finished",
        Field.of("local-member-id", Long.toHexString(self)),
        Field.of("old-leader-member-id", Long.toHexString(self)),
        Field.of("new-leader-member-id", Long.toHexString(replica.status().get().leader())),
        Field.nanos("took", clock.nanoTime() - start));
  }

  private static boolean isUnmoved(ReplicaStatus status) {
    return status.isLeader() || status.leader() == 0;
  }

  private Optional<Long> target(long self) {
    PeerLink link = node.link();
    List<Member> members = node.members().membership().members();
    return members.stream()
        .filter(member -> !member.isLearner() && member.id() != self)
        .map(Member::id)
        .filter(member -> link.activeSinceNanos(member) != Long.MAX_VALUE)
        .min(Comparator.comparingLong(link::activeSinceNanos));
  }

  private void skip(String text, ReplicaStatus status) {
    log.info(
        text,
        Field.of("local-member-id", Long.toHexString(node.identity().nodeId())),
        Field.of("current-leader-member-id", Long.toHexString(status.leader())));
  }
}
