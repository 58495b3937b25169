package io.keelson.node.replica;

import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.CommandCodec.Decoded;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.View;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.LeaseMetrics;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.raft.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lease agent with time that the test moves, and a log that applies when the test says so. */
final class FakeLeases {
  static final long SECOND = 1_000_000_000L;
  static final long ELECTION_SECONDS = 1;
  static final long CHECKPOINT_SECONDS = 300;
  private static final long ORIGIN_NANOS = Long.MAX_VALUE - 5 * SECOND;

  private final Wakeup wakeup = new Wakeup();
  private final MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
  private final Batch batch = engine.newBatch();
  private final Mailbox<Input.Proposed> proposals = new Mailbox<>(Integer.MAX_VALUE, wakeup);
  private final PendingRequests requests =
      new PendingRequests(1, 1, Integer.MAX_VALUE, Long.MAX_VALUE);
  private final Mailbox<ReadRequest> reads = new Mailbox<>(Integer.MAX_VALUE, wakeup);
  private final Mailbox<LeaseInput> inputs = new Mailbox<>(Integer.MAX_VALUE, wakeup);
  private final Latest<ReplicaStatus> status = new Latest<>(ReplicaStatus.UNKNOWN);
  private final LeaseTiming timing;
  private long nowNanos = ORIGIN_NANOS;

  final LeaseMetrics metrics =
      new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.1", "25", false, false)).lease;
  final LeaseTable table;
  final LeaseAgent agent;
  final Lessor lessor;

  FakeLeases(boolean isCheckpointing) {
    timing =
        new LeaseTiming(
            ORIGIN_NANOS,
            ELECTION_SECONDS * 1_000_000,
            isCheckpointing ? CHECKPOINT_SECONDS * 1_000_000 : 0);
    View view = engine.view();
    table = new LeaseTable(view, 2, new Listener());
    view.release();
    AppliedIndex applied = new AppliedIndex(0);
    LeaseAgent.LeasePorts ports =
        new LeaseAgent.LeasePorts(
            table,
            inputs,
            status,
            new Latest<>(0L),
            new Proposer(
                proposals,
                requests,
                new Latest<>(0L),
                applied,
                () -> nowNanos,
                new Proposer.ProposerLimits(1 << 20, 7 * SECOND)),
            new ReadIndex(reads, status, applied, () -> nowNanos, 7 * SECOND),
            metrics);
    agent = new LeaseAgent(ports, timing, Logger.silent());
    lessor = new Lessor(ports, timing, () -> nowNanos, new Leader());
  }

  /** The leader is this member, whatever it believes. */
  private final class Leader implements RemoteLeases {
    @Override
    public void renew(long id, Lessor.Renewal renewal) {
      lessor.renewHere(id, renewal);
    }

    @Override
    public void timeToLive(
        long id, Consumer<Lessor.@Nullable Times> answer, Consumer<Refusal> refuse) {
      lessor.timeToLiveHere(id, answer, refuse);
    }
  }

  private final class Listener implements LeaseListener {
    @Override
    public void granted(Lease lease) {
      inputs.post(new LeaseInput.Granted(lease));
    }

    @Override
    public void revoked(Lease lease) {
      inputs.post(new LeaseInput.Revoked(lease));
    }

    @Override
    public void checkpointed(Lease lease) {
      inputs.post(new LeaseInput.Checkpointed(lease));
    }

    @Override
    public void replaced() {
      inputs.post(new LeaseInput.Replaced());
    }
  }

  /** Answers to renewals in the order in which they came. */
  static final class Answers implements Lessor.Renewal {
    final List<String> all = new ArrayList<>();

    @Override
    public void renewed(long ttlSeconds) {
      all.add("renewed " + ttlSeconds);
    }

    @Override
    public void notFound() {
      all.add("not found");
    }

    @Override
    public void refused(Refusal refusal) {
      all.add(refusal.name());
    }
  }

  void lead(long term) {
    status.publish(new ReplicaStatus(term, 1, true, true, 0));
    inputs.post(new LeaseInput.TermBegan(term));
    settle();
  }

  /** Leads, but cannot be sure of it. */
  void leadUnsurely(long term) {
    status.publish(new ReplicaStatus(term, 1, true, false, Long.MAX_VALUE));
    inputs.post(new LeaseInput.TermBegan(term));
    settle();
  }

  void follow(long term) {
    status.publish(new ReplicaStatus(term, 2, false, false, Long.MAX_VALUE));
    settle();
  }

  void refuseReads() {
    reads.drain(Integer.MAX_VALUE).forEach(read -> read.refuse().accept(Refusal.TIMEOUT));
    settle();
  }

  void serveReads() {
    reads.drain(Integer.MAX_VALUE).forEach(read -> read.serve().run());
    settle();
  }

  void grant(long id, long ttlSeconds) {
    table.grant(id, ttlSeconds, batch);
    table.written();
    settle();
  }

  /** Without a turn of the agent. */
  void grantQuietly(long id, long ttlSeconds) {
    table.grant(id, ttlSeconds, batch);
    table.written();
  }

  void revoke(long id) {
    table.revoke(id, batch);
    table.written();
  }

  void checkpoint(long id, long remainingSeconds) {
    table.checkpoint(id, remainingSeconds, true, batch);
    table.written();
  }

  void renew(long id, Answers answers) {
    lessor.renew(id, answers);
    settle();
  }

  void advance(long nanos) {
    nowNanos += nanos;
    settle();
  }

  void advanceSeconds(long seconds) {
    advance(seconds * SECOND);
  }

  /** Turns the agent until it has nothing to do. */
  void settle() {
    int turns = 0;
    while (agent.turn(nowNanos) > 0) {
      turns++;
      if (turns > 1000) {
        throw new IllegalStateException("the agent does not come to rest");
      }
    }
  }

  /** When the agent wants to be turned, from now; negative for at once. */
  long restNanos() {
    long deadline = agent.nextDeadlineNanos(nowNanos);
    return deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - nowNanos;
  }

  /** Takes what was proposed. */
  List<Decoded> proposed() {
    List<Decoded> all = new ArrayList<>();
    for (Input.Proposed input : proposals.drain(Integer.MAX_VALUE)) {
      try {
        all.add(CommandCodec.decode(input.data()));
      } catch (WireException e) {
        throw new IllegalStateException(e);
      }
    }
    return all;
  }

  List<Command> proposedCommands() {
    return proposed().stream().map(Decoded::command).toList();
  }

  /** Applies what was proposed; returns how many entries. */
  int applyProposed() {
    List<Decoded> all = proposed();
    all.forEach(this::apply);
    settle();
    return all.size();
  }

  void apply(Decoded entry) {
    ApplyResult result = new ApplyResult.Done();
    switch (entry.command()) {
      case LeaseRevoke revoke -> {
        if (table.exists(revoke.id())) {
          table.revoke(revoke.id(), batch);
        } else {
          result = new ApplyResult.Refused(Refusal.LEASE_NOT_FOUND);
        }
      }
      case LeaseCheckpoint checkpoint ->
          checkpoint
              .leases()
              .forEach(one -> table.checkpoint(one.id(), one.ttlSeconds(), true, batch));
      default -> throw new IllegalArgumentException(entry.toString());
    }
    table.written();
    requests.complete(entry.requestId(), result);
  }

  void refuse(Decoded entry) {
    requests.complete(entry.requestId(), new ApplyResult.Refused(Refusal.TIMEOUT));
  }
}
