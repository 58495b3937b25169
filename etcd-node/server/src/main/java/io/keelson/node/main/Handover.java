package io.keelson.node.main;

import io.grpc.Status;
import io.keelson.node.api.LeaderTransfers;
import io.keelson.node.link.PeerLink;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.replica.ReplicaStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Gives leadership away before this member stops, so that the others need not wait for an election
 * timeout. The thread that stops the member waits here for a bounded time.
 */
final class Handover {
  private final NodeAssembly node;
  private final LeaderTransfers transfers;
  private final Logger log;

  Handover(NodeAssembly node, LeaderTransfers transfers, Logger log) {
    this.node = node;
    this.transfers = transfers;
    this.log = log;
  }

  /** Gives leadership to the voter that has been connected for the longest time. */
  void run() throws InterruptedException {
    long self = node.identity().nodeId();
    ReplicaStatus status = node.replica().status().get();
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
      fail(self, "etcdserver: unhealthy cluster");
      return;
    }
    BlockingQueue<Optional<Status>> ends = new ArrayBlockingQueue<>(1);
    transfers.move(target.get(), () -> true, end -> ends.add(Optional.ofNullable(end)));
    ends.take().ifPresent(failure -> fail(self, String.valueOf(failure.getDescription())));
  }

  private void fail(long self, String error) {
    log.warn("leadership transfer failed", Field.hex("local-member-id", self), Field.error(error));
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
