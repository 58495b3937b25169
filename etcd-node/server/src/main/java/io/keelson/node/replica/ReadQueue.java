package io.keelson.node.replica;

import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.command.Refusal;
import io.keelson.raft.Input;
import io.keelson.raft.Raft;
import io.keelson.raft.ReadState;
import io.keelson.raft.Ready.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Linearizable reads on their way: all that arrive while one question to the Raft core is under way
 * share the next. An answer may be lost with a leader or a message, so a question that stays open
 * is asked again, as upstream does it. The replica thread's.
 */
final class ReadQueue {
  private static final int READS_MAX = 4096;
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Mailbox<ReadRequest> mailbox;
  private final PendingRequests ids;
  private final AppliedIndex appliedIndex;
  private final TimeoutReasons timeouts;
  private final List<ReadRequest> waiting = new ArrayList<>();
  private final TreeMap<Long, List<ReadRequest>> asked = new TreeMap<>();
  private long askedNanos;

  /** Takes reads from a mailbox; ids of questions come from where those of requests come from. */
  ReadQueue(
      Mailbox<ReadRequest> mailbox,
      PendingRequests ids,
      AppliedIndex appliedIndex,
      TimeoutReasons timeouts) {
    this.mailbox = mailbox;
    this.ids = ids;
    this.appliedIndex = appliedIndex;
    this.timeouts = timeouts;
  }

  /** Asks for what waits, if nothing is asked yet or the answer stays away. */
  int ask(Raft raft, long nowNanos) {
    List<ReadRequest> reads = mailbox.drain(READS_MAX);
    waiting.addAll(reads);
    boolean isOverdue = !asked.isEmpty() && nowNanos - askedNanos > ASK_AGAIN_NANOS;
    if (isOverdue) {
      forgetQuestion();
    }
    if (!waiting.isEmpty() && asked.isEmpty() && raft.leader() != 0) {
      long id = ids.nextId();
      asked.put(id, new ArrayList<>(waiting));
      waiting.clear();
      askedNanos = nowNanos;
      raft.step(new Input.ReadRequested(id));
    }
    return reads.size();
  }

  /** Another member leads, or none: what was asked of the last leader is asked anew. */
  void leaderChanged() {
    forgetQuestion();
  }

  private void forgetQuestion() {
    asked.values().forEach(waiting::addAll);
    asked.clear();
  }

  /** A question is answered: its reads go ahead once that index is applied. */
  void confirmed(ReadState state) {
    List<ReadRequest> reads = asked.remove(state.requestId());
    if (reads != null) {
      reads.forEach(read -> appliedIndex.await(state.index(), read.serve()));
    }
  }

  /** A question could not be asked; false if it is none of these. */
  boolean refused(Refused refused) {
    List<ReadRequest> reads = asked.remove(refused.requestId());
    if (reads == null) {
      return false;
    }
    waiting.addAll(reads);
    return true;
  }

  /** Refuses what has waited for too long. */
  void expire(long nowNanos) {
    List<ReadRequest> late = new ArrayList<>();
    waiting.removeIf(read -> isLate(read, nowNanos, late));
    asked.values().forEach(reads -> reads.removeIf(read -> isLate(read, nowNanos, late)));
    late.forEach(read -> read.refuse().accept(timeouts.of(read.deadlineNanos())));
  }

  private static boolean isLate(ReadRequest read, long nowNanos, List<ReadRequest> late) {
    boolean isLate = read.deadlineNanos() - nowNanos < 0;
    if (isLate) {
      late.add(read);
    }
    return isLate;
  }

  void close() {
    waiting.forEach(read -> read.refuse().accept(Refusal.STOPPED));
    asked.values().forEach(reads -> reads.forEach(read -> read.refuse().accept(Refusal.STOPPED)));
  }
}
