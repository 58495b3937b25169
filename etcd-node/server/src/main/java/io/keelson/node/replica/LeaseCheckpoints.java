package io.keelson.node.replica;

import io.keelson.node.agent.Mailbox;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.lease.Deadlines;
import io.keelson.node.lease.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes now and then, through the log, what is left of long leases, so that changes of leader do
 * not make them live for ever. Part of the lease agent.
 */
final class LeaseCheckpoints {
  /** Leases in one request. */
  static final int LEASES_MAX = 1000;

  /** Requests under way. */
  private static final int REQUESTS_MAX = 8;

  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Proposer proposer;
  private final Mailbox<LeaseInput> inputs;
  private final LeaseTiming timing;
  private final Deadlines due = new Deadlines();
  private int requests;

  LeaseCheckpoints(Proposer proposer, Mailbox<LeaseInput> inputs, LeaseTiming timing) {
    this.proposer = proposer;
    this.inputs = inputs;
    this.timing = timing;
  }

  /** A lease that lives longer than the time between checkpoints gets one after that time. */
  void schedule(Lease lease, long now) {
    if (timing.isCheckpointing()
        && lease.secondsToLive() > timing.checkpointMicros() / MICROS_PER_SECOND) {
      due.add(now + timing.checkpointMicros(), lease);
    }
  }

  /** A lease was revoked. */
  void forgot() {
    due.forgot();
  }

  void clear() {
    due.clear();
  }

  /** A request is answered. What failed is not repeated: the next checkpoint says more. */
  void ended() {
    requests--;
  }

  /** When the next lease is due; {@link Long#MAX_VALUE} if none is or it has to wait. */
  long nextMicros() {
    return requests < REQUESTS_MAX ? due.nextMicros() : Long.MAX_VALUE;
  }

  /** Proposes what is due, within bounds; returns how many leases were looked at. */
  int propose(long now) {
    int handled = 0;
    while (requests < REQUESTS_MAX && due.nextMicros() <= now) {
      List<Remaining> leases = new ArrayList<>();
      @Nullable Lease lease;
      while (leases.size() < LEASES_MAX && (lease = due.poll(now)) != null) {
        handled++;
        add(lease, leases, now);
      }
      if (!leases.isEmpty()) {
        requests++;
        LeaseCheckpoint checkpoint = new LeaseCheckpoint(leases);
        proposer.propose(
            id -> CommandCodec.encodeLeaseCheckpoint(id, checkpoint),
            result -> inputs.post(new LeaseInput.CheckpointEnded()));
      }
    }
    return handled;
  }

  private void add(Lease lease, List<Remaining> leases, long now) {
    long left = lease.deadlineMicros() - now;
    if (lease.isExpired() || left <= 0) {
      return;
    }
    long seconds = Math.ceilDiv(left, MICROS_PER_SECOND);
    if (seconds >= lease.grantedTtlSeconds()) {
      // Renewed just now: nothing to say yet.
      schedule(lease, now);
    } else {
      leases.add(new Remaining(lease.id(), seconds));
    }
  }
}
