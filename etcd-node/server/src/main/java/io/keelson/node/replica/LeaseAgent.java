package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.lease.Deadlines;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.LeaseMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends leases whose time is up. Only the leader measures time, and it changes nothing by itself: it
 * asks for each end through the log, as a client would, after its leadership was confirmed once
 * more. A bounded number of such requests is under way; the next follow as they are answered.
 */
final class LeaseAgent implements Agent {
  /** Requests to revoke under way. More would only make clients' requests wait behind them. */
  static final int REVOKES_MAX = 1024;

  private static final int INPUTS_MAX = 4096;
  private static final int WAITING_MAX = 1 << 16;
  private static final long RETRY_MICROS = 1_000_000;

  /** Leases that expire within this time are taken together. */
  private static final long GRAIN_MICROS = 20_000;

  private final LeasePorts ports;
  private final LeaseTiming timing;
  private final Logger log;
  private final Deadlines expiries = new Deadlines();
  private final LeaseCheckpoints checkpoints;
  private final TreeMap<Long, List<Lessor.Renewal>> late = new TreeMap<>();
  private int lateCount;
  private int revokes;
  private long nextExpiryMicros = Long.MAX_VALUE;

  /**
   * What the agent works with.
   *
   * @param primaryTerm the term in which this member measures leases, 0 if it does not
   */
  record LeasePorts(
      LeaseTable table,
      Mailbox<LeaseInput> inputs,
      Latest<ReplicaStatus> status,
      Latest<Long> primaryTerm,
      Proposer proposer,
      ReadIndex readIndex,
      LeaseMetrics metrics) {}

  LeaseAgent(LeasePorts ports, LeaseTiming timing, Logger log) {
    this.ports = ports;
    this.timing = timing;
    this.log = log;
    this.checkpoints = new LeaseCheckpoints(ports.proposer(), ports.inputs(), timing);
  }

  @Override
  public String name() {
    return "lease";
  }

  @Override
  public long nextDeadlineNanos(long nowNanos) {
    return timing.nanos(Math.min(nextExpiryMicros, checkpoints.nextMicros()));
  }

  @Override
  public int turn(long nowNanos) {
    long now = timing.micros(nowNanos);
    if (isPrimary() && !leadsSince(ports.primaryTerm().get())) {
      demote();
    }
    List<LeaseInput> inputs = ports.inputs().drain(INPUTS_MAX);
    for (LeaseInput input : inputs) {
      handle(input, now);
    }
    int handled = inputs.size();
    if (isPrimary()) {
      handled += expire(now);
      handled += checkpoints.propose(now);
    }
    return handled;
  }

  private boolean isPrimary() {
    return ports.primaryTerm().get() != 0;
  }

  private boolean leadsSince(long term) {
    ReplicaStatus status = ports.status().get();
    return status.isLeader() && status.term() == term;
  }

  private void handle(LeaseInput input, long now) {
    switch (input) {
      case LeaseInput.TermBegan began -> {
        if (leadsSince(began.term())) {
          promote(began.term(), now);
        }
      }
      case LeaseInput.Granted granted -> granted(granted.lease(), now);
      case LeaseInput.Revoked revoked -> revoked(revoked.lease());
      case LeaseInput.Checkpointed checkpointed -> {
        if (isPrimary()) {
          checkpoints.schedule(checkpointed.lease(), now);
        }
      }
      // Whoever takes another's state follows: nothing is timed until a term of its own begins.
      case LeaseInput.Replaced ignored -> demote();
      case LeaseInput.RenewedLate renewed -> renewedLate(renewed);
      case LeaseInput.Confirmed confirmed -> confirmed.expired().forEach(this::revoke);
      case LeaseInput.Unconfirmed unconfirmed -> {
        log.warn("Ignore the lease revoking request because current member isn't a leader");
        release(unconfirmed.expired().size());
        unconfirmed.expired().forEach(lease -> retry(lease, now));
      }
      case LeaseInput.RevokeEnded ended -> revokeEnded(ended, now);
      case LeaseInput.CheckpointEnded ignored -> checkpoints.ended();
    }
  }

  /** Every lease gets what is left of it, and the time that its client may have had no leader. */
  private void promote(long term, long now) {
    forgetTimes();
    for (Lease lease : ports.table().all()) {
      lease.restart(now, timing.extensionMicros());
      time(lease, lease.deadlineMicros());
      checkpoints.schedule(lease, now);
    }
    ports.primaryTerm().publish(term);
  }

  private void demote() {
    ports.primaryTerm().publish(0L);
    forgetTimes();
    late.values().forEach(waiting -> waiting.forEach(one -> one.refused(Refusal.NO_LEADER)));
    late.clear();
    lateCount = 0;
  }

  private void forgetTimes() {
    for (Lease lease : ports.table().all()) {
      lease.stop();
      lease.setTimed(false);
    }
    expiries.clear();
    checkpoints.clear();
    nextExpiryMicros = Long.MAX_VALUE;
  }

  private void time(Lease lease, long atMicros) {
    if (lease.isTimed() || lease.isRevoked()) {
      return;
    }
    lease.setTimed(true);
    expiries.add(atMicros, lease);
    nextExpiryMicros = Math.min(nextExpiryMicros, atMicros);
  }

  private void granted(Lease lease, long now) {
    ports.metrics().granted.inc();
    ports.metrics().ttlSeconds.observe((double) lease.grantedTtlSeconds());
    if (isPrimary()) {
      lease.start(now);
      time(lease, lease.deadlineMicros());
      checkpoints.schedule(lease, now);
    }
  }

  private void revoked(Lease lease) {
    ports.metrics().revoked.inc();
    if (lease.isTimed()) {
      expiries.forgot();
    }
    checkpoints.forgot();
    List<Lessor.Renewal> waiting = late.remove(lease.id());
    if (waiting != null) {
      lateCount -= waiting.size();
      waiting.forEach(Lessor.Renewal::notFound);
    }
  }

  private void renewedLate(LeaseInput.RenewedLate renewed) {
    Lessor.Renewal renewal = renewed.renewal();
    if (renewed.lease().isRevoked()) {
      renewal.notFound();
    } else if (!isPrimary()) {
      renewal.refused(Refusal.NO_LEADER);
    } else if (lateCount >= WAITING_MAX) {
      renewal.refused(Refusal.TOO_MANY_REQUESTS);
    } else {
      lateCount++;
      late.computeIfAbsent(renewed.lease().id(), id -> new ArrayList<>()).add(renewal);
    }
  }

  private int expire(long now) {
    if (now < nextExpiryMicros) {
      return 0;
    }
    List<Lease> expired = new ArrayList<>();
    int handled = 0;
    while (revokes + expired.size() < REVOKES_MAX && handled < INPUTS_MAX) {
      @Nullable Lease lease = expiries.poll(now);
      if (lease == null) {
        break;
      }
      handled++;
      lease.setTimed(false);
      if (lease.expire(now)) {
        expired.add(lease);
      } else {
        time(lease, lease.deadlineMicros());
      }
    }
    boolean isFull = revokes + expired.size() >= REVOKES_MAX;
    // When too many are under way an answer wakes this agent.
    nextExpiryMicros =
        isFull ? Long.MAX_VALUE : Math.max(now + GRAIN_MICROS, expiries.nextMicros());
    if (!expired.isEmpty()) {
      revokes += expired.size();
      ports
          .readIndex()
          .confirm(
              () -> ports.inputs().post(new LeaseInput.Confirmed(expired)),
              refusal -> ports.inputs().post(new LeaseInput.Unconfirmed(expired)));
    }
    return handled;
  }

  private void revoke(Lease lease) {
    if (lease.isRevoked() || !lease.isExpired()) {
      // Revoked by a client, or given time again since another term began.
      release(1);
      return;
    }
    ports
        .proposer()
        .propose(
            id -> CommandCodec.encodeLeaseRevoke(id, new LeaseRevoke(lease.id())),
            result ->
                ports
                    .inputs()
                    .post(
                        new LeaseInput.RevokeEnded(
                            lease,
                            result instanceof ApplyResult.Refused refused
                                ? refused.refusal().name()
                                : "")));
  }

  private void revokeEnded(LeaseInput.RevokeEnded ended, long now) {
    release(1);
    if (ended.error().isEmpty()) {
      ports.metrics().expired.inc();
      return;
    }
    log.warn(
        "failed to revoke lease",
        Field.of("lease-id", String.format(Locale.ROOT, "%016x", ended.lease().id())),
        Field.error(ended.error().toLowerCase(Locale.ROOT).replace('_', ' ')));
    retry(ended.lease(), now);
  }

  /** Makes room for others. */
  private void release(int count) {
    revokes -= count;
    nextExpiryMicros = Math.min(nextExpiryMicros, expiries.nextMicros());
  }

  private void retry(Lease lease, long now) {
    if (isPrimary()) {
      time(lease, now + RETRY_MICROS);
    }
  }

  /** Entries in the list of deadlines, those of revoked leases included. */
  int timers() {
    return expiries.size();
  }

  @Override
  public void close() {
    late.values().forEach(waiting -> waiting.forEach(one -> one.refused(Refusal.STOPPED)));
    late.clear();
  }
}
