package io.keelson.node.replica;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.apply.PendingRequests.Completion;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.command.Refusal;
import io.keelson.raft.ConfChange;
import io.keelson.raft.EntryType;
import io.keelson.raft.Input;
import java.util.function.LongFunction;

/** Brings clients' requests into the log. Any thread; never blocks. */
public final class Proposer {
  /** Upstream refuses when so many committed entries wait to be applied. */
  private static final long UNAPPLIED_MAX = 5000;

  private final Mailbox<Input.Proposed> mailbox;
  private final PendingRequests requests;
  private final Latest<Long> committedIndex;
  private final AppliedIndex appliedIndex;
  private final NanoClock clock;
  private final ProposerLimits limits;

  /**
   * Bounds.
   *
   * @param requestBytesMax most bytes of an encoded request
   * @param timeoutNanos time after which the client is told that the request timed out
   */
  public record ProposerLimits(long requestBytesMax, long timeoutNanos) {}

  /** Posts to the replica agent's mailbox. */
  Proposer(
      Mailbox<Input.Proposed> mailbox,
      PendingRequests requests,
      Latest<Long> committedIndex,
      AppliedIndex appliedIndex,
      NanoClock clock,
      ProposerLimits limits) {
    this.mailbox = mailbox;
    this.requests = requests;
    this.committedIndex = committedIndex;
    this.appliedIndex = appliedIndex;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Proposes a request.
   *
   * @param encode makes the entry's data from the request's id
   * @param completion hears the result, or a refusal at once
   */
  public void propose(LongFunction<Bytes> encode, Completion completion) {
    if (committedIndex.get() - appliedIndex.get() > UNAPPLIED_MAX) {
      refuse(completion, Refusal.TOO_MANY_REQUESTS);
      return;
    }
    long id = requests.nextId();
    Bytes data = encode.apply(id);
    if (data.length() > limits.requestBytesMax()) {
      refuse(completion, Refusal.REQUEST_TOO_LARGE);
      return;
    }
    offer(id, EntryType.NORMAL, data, completion);
  }

  /**
   * Proposes a change of a member.
   *
   * @param change makes the change from the request's id, which it must carry
   * @param completion hears which members there are after it, or why it was not done
   */
  public void proposeConfChange(LongFunction<ConfChange> change, Completion completion) {
    long id = requests.nextId();
    offer(id, EntryType.CONF_CHANGE, ConfChangeCodec.encode(change.apply(id)), completion);
  }

  private void offer(long id, EntryType type, Bytes data, Completion completion) {
    long deadline = clock.nanoTime() + limits.timeoutNanos();
    if (!requests.register(id, data.length(), deadline, completion)) {
      refuse(completion, Refusal.TOO_MANY_REQUESTS);
      return;
    }
    if (!mailbox.offer(new Input.Proposed(id, type, data))) {
      requests.complete(id, new ApplyResult.Refused(Refusal.TOO_MANY_REQUESTS));
    }
  }

  private static void refuse(Completion completion, Refusal refusal) {
    completion.complete(new ApplyResult.Refused(refusal));
  }
}
