package io.keelson.node.replica;

import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.command.Refusal;
import java.util.function.Consumer;

/**
 * The barrier before a linearizable read (thesis, section 6.4). Any thread.
 *
 * <p>A leader that is the only voter need not ask anybody: nothing can be acknowledged that it has
 * not applied and published first, so its published state includes every acknowledged write as soon
 * as it has applied what it found in its log at its election. All others ask the Raft core, one
 * request for all reads that arrive while one is under way.
 */
public final class ReadIndex {
  private final Mailbox<ReadRequest> mailbox;
  private final Latest<ReplicaStatus> status;
  private final AppliedIndex appliedIndex;
  private final NanoClock clock;
  private final long timeoutNanos;

  /** Posts to the replica agent's mailbox for reads. */
  ReadIndex(
      Mailbox<ReadRequest> mailbox,
      Latest<ReplicaStatus> status,
      AppliedIndex appliedIndex,
      NanoClock clock,
      long timeoutNanos) {
    this.mailbox = mailbox;
    this.status = status;
    this.appliedIndex = appliedIndex;
    this.clock = clock;
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Calls {@code serve} when a read may go ahead, on this thread if it may at once, else {@code
   * refuse}.
   */
  public void confirm(Runnable serve, Consumer<Refusal> refuse) {
    if (appliedIndex.get() >= status.get().readBarrier()) {
      serve.run();
      return;
    }
    long deadline = clock.nanoTime() + timeoutNanos;
    if (!mailbox.offer(new ReadRequest(deadline, serve, refuse))) {
      refuse.accept(Refusal.TOO_MANY_REQUESTS);
    }
  }
}
