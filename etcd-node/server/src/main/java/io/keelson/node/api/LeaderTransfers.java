package io.keelson.node.api;

import io.grpc.Status;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.ReplicaStatus;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Hands leadership to another voter, and waits until it has arrived there. Any thread. */
public final class LeaderTransfers {
  private final long self;
  private final MemberTable members;
  private final Latest<ReplicaStatus> status;
  private final LongConsumer transfer;
  private final Waiting waiting;
  private final Logger log;

  /**
   * How the end is awaited.
   *
   * @param later runs work after a delay
   * @param interval between two looks at who leads
   * @param timeout after which a transfer has failed
   */
  public record Waiting(
      NanoClock clock, BiConsumer<Duration, Runnable> later, Duration interval, Duration timeout) {}

  /**
   * Transfers what a member leads.
   *
   * @param transfer asks the replica to hand leadership to a member; without effect if it cannot
   */
  public LeaderTransfers(
      long self,
      MemberTable members,
      Latest<ReplicaStatus> status,
      LongConsumer transfer,
      Waiting waiting,
      Logger log) {
    this.self = self;
    this.members = members;
    this.status = status;
    this.transfer = transfer;
    this.waiting = waiting;
    this.log = log;
  }

  /**
   * Starts a transfer.
   *
   * @param isWanted whether anybody still waits for the end
   * @param ended called once, with null if the target leads now, else with what went wrong; never
   *     if nobody waits
   */
  public void move(long target, BooleanSupplier isWanted, Consumer<@Nullable Status> ended) {
    if (status.get().leader() != self) {
      ended.accept(Statuses.NOT_LEADER);
      return;
    }
    @Nullable Member member = members.membership().member(target);
    if (member == null || member.isLearner()) {
      ended.accept(Statuses.BAD_TRANSFEREE);
      return;
    }
    log.info(
        "leadership transfer starting",
        Field.hex("local-member-id", self),
        Field.hex("current-leader-member-id", self),
        Field.hex("transferee-member-id", target));
    if (target != self) {
      transfer.accept(target);
    }
    await(new Move(target, waiting.clock().nanoTime(), isWanted, ended));
  }

  private record Move(
      long target, long startNanos, BooleanSupplier isWanted, Consumer<@Nullable Status> ended) {}

  private void await(Move move) {
    long tookNanos = waiting.clock().nanoTime() - move.startNanos();
    if (status.get().leader() == move.target()) {
      log.info(
          "leadership transfer finished",
          Field.hex("local-member-id", self),
          Field.hex("old-leader-member-id", self),
          Field.hex("new-leader-member-id", move.target()),
          Field.nanos("took", tookNanos));
      move.ended().accept(null);
    } else if (tookNanos >= waiting.timeout().toNanos()) {
      move.ended().accept(Statuses.TRANSFER_TIMEOUT);
    } else if (move.isWanted().getAsBoolean()) {
      waiting.later().accept(waiting.interval(), () -> await(move));
    }
  }
}
