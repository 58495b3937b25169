package io.keelson.node.replica;

import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.metrics.LeaseMetrics;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The door to leases for clients' requests that do not go through the log. Any thread. */
public final class Lessor {
  private final LeaseTable table;
  private final Mailbox<LeaseInput> inputs;
  private final Latest<Long> primaryTerm;
  private final Latest<ReplicaStatus> status;
  private final RemoteLeases remote;
  private final Proposer proposer;
  private final ReadIndex readIndex;
  private final LeaseMetrics metrics;
  private final LeaseTiming timing;
  private final NanoClock clock;

  Lessor(LeaseAgent.LeasePorts ports, LeaseTiming timing, NanoClock clock, RemoteLeases remote) {
    this.table = ports.table();
    this.inputs = ports.inputs();
    this.primaryTerm = ports.primaryTerm();
    this.status = ports.status();
    this.remote = remote;
    this.proposer = ports.proposer();
    this.readIndex = ports.readIndex();
    this.metrics = ports.metrics();
    this.timing = timing;
    this.clock = clock;
  }

  /** Takes the answer to a renewal: exactly one call, on any thread; must not block. */
  public interface Renewal {
    /** It has its whole time again. */
    void renewed(long ttlSeconds);

    /** There is no such lease, or no more. */
    void notFound();

    /** It is not known. */
    void refused(Refusal refusal);
  }

  /**
   * The times of a lease.
   *
   * @param remainingSeconds time left, negative if it should be gone
   * @param grantedSeconds time it has after a renewal
   */
  public record Times(long remainingSeconds, long grantedSeconds) {}

  /** Renews a lease; a member that does not lead has the leader do it. */
  public void renew(long id, Renewal renewal) {
    if (isPrimary()) {
      renewHere(id, renewal);
    } else {
      remote.renew(id, renewal);
    }
  }

  /** Whether this member measures leases; a new leader does so a moment after its election. */
  private boolean isPrimary() {
    return status.get().isLeader() && primaryTerm.get() != 0;
  }

  /** Renews a lease, if this member still leads when it is asked. */
  public void renewHere(long id, Renewal renewal) {
    readIndex.confirm(() -> renewConfirmed(id, renewal), renewal::refused);
  }

  private void renewConfirmed(long id, Renewal renewal) {
    if (primaryTerm.get() == 0) {
      renewal.refused(Refusal.NO_LEADER);
      return;
    }
    @Nullable Lease lease = table.find(id);
    if (lease == null) {
      renewal.notFound();
    } else if (lease.deadlineMicros() <= now()) {
      inputs.post(new LeaseInput.RenewedLate(lease, renewal));
    } else if (lease.isCheckpointed()) {
      // Otherwise a new leader would give it what was left before this renewal.
      LeaseCheckpoint whole = new LeaseCheckpoint(List.of(new Remaining(id, 0)));
      proposer.propose(
          requestId -> CommandCodec.encodeLeaseCheckpoint(requestId, whole),
          result -> {
            if (result instanceof ApplyResult.Refused refused) {
              renewal.refused(refused.refusal());
            } else {
              renew(lease, renewal);
            }
          });
    } else {
      renew(lease, renewal);
    }
  }

  private void renew(Lease lease, Renewal renewal) {
    if (lease.renew(now())) {
      metrics.renewed.inc();
      renewal.renewed(lease.grantedTtlSeconds());
    } else {
      inputs.post(new LeaseInput.RenewedLate(lease, renewal));
    }
  }

  private long now() {
    return timing.micros(clock.nanoTime());
  }

  /**
   * Tells the times of a lease, null if there is none; a member that does not lead asks the leader.
   * What was acknowledged before is applied here when the answer comes.
   */
  public void timeToLive(long id, Consumer<@Nullable Times> answer, Consumer<Refusal> refuse) {
    if (isPrimary()) {
      timeToLiveHere(id, answer, refuse);
    } else {
      remote.timeToLive(id, times -> readIndex.confirm(() -> answer.accept(times), refuse), refuse);
    }
  }

  /** Tells the times of a lease, null if there is none, if this member leads. */
  public void timeToLiveHere(long id, Consumer<@Nullable Times> answer, Consumer<Refusal> refuse) {
    readIndex.confirm(
        () -> {
          @Nullable Lease lease = table.find(id);
          if (lease == null) {
            answer.accept(null);
          } else if (primaryTerm.get() == 0) {
            refuse.accept(Refusal.LEADER_CHANGED);
          } else {
            answer.accept(new Times(lease.remainingSeconds(now()), lease.grantedTtlSeconds()));
          }
        },
        refuse);
  }

  /** Ids of all leases, those that expire first in front, as this member knows them. */
  public List<Long> leases() {
    return table.byExpiry().stream().map(Lease::id).toList();
  }
}
