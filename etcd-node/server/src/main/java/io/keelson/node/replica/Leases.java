package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.LeaseMetrics;
import java.util.function.Function;

/**
 * The table of leases, the agent that ends them, and the door for renewals. Built once; who turns
 * the agent is the builder's business.
 */
public final class Leases {
  private final Mailbox<LeaseInput> inputs;
  private final LeaseTable table;
  private final LeaseAgent agent;
  private final Lessor lessor;

  /**
   * What leases work with.
   *
   * @param wakeup wakes the thread that turns the agent
   * @param remote the leader's leases, for the time in which this member does not lead
   */
  public record LeaseParts(
      Replica replica,
      Wakeup wakeup,
      NanoClock clock,
      LeaseMetrics metrics,
      Logger log,
      RemoteLeases remote) {}

  /**
   * Builds all; nothing runs yet.
   *
   * @param openTable reads the table at the applied index
   */
  public Leases(
      Function<LeaseListener, LeaseTable> openTable, LeaseTiming timing, LeaseParts parts) {
    inputs = new Mailbox<>(Integer.MAX_VALUE, parts.wakeup());
    table = openTable.apply(new Listener(inputs));
    Replica replica = parts.replica();
    LeaseAgent.LeasePorts ports =
        new LeaseAgent.LeasePorts(
            table,
            inputs,
            replica.status(),
            new Latest<>(0L),
            replica.proposer(),
            replica.readIndex(),
            parts.metrics());
    agent = new LeaseAgent(ports, timing, parts.log());
    lessor = new Lessor(ports, timing, parts.clock(), parts.remote());
  }

  /** Carries what was applied to the agent. */
  private record Listener(Mailbox<LeaseInput> inputs) implements LeaseListener {
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

  /** The rows; the state machine's. */
  public LeaseTable table() {
    return table;
  }

  /** The agent that ends leases. */
  public Agent agent() {
    return agent;
  }

  /** The door for clients. */
  public Lessor lessor() {
    return lessor;
  }

  /** The first entry of a term is applied. The apply thread. */
  public void termBegan(long term) {
    inputs.post(new LeaseInput.TermBegan(term));
  }
}
