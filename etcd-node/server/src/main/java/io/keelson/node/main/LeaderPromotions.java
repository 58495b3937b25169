package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.api.Promotions;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.node.link.PeerCalls.Request;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.ReplicaStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the leader promote a learner, by the page that it keeps for this. Goes through the leader's
 * URLs until one leads to a decision; whatever else goes wrong is tried again until time is up.
 */
final class LeaderPromotions implements Promotions {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final String NOT_READY = "in sync with leader";
  private static final String NOT_LEARNER = "can only promote a learner member";

  private final MemberTable members;
  private final Latest<ReplicaStatus> status;
  private final PeerCalls calls;
  private final Timing timing;

  /**
   * How long to try.
   *
   * @param timeout for one promotion
   * @param later runs work after a delay
   */
  record Timing(NanoClock clock, Duration timeout, BiConsumer<Duration, Runnable> later) {}

  LeaderPromotions(
      MemberTable members, Latest<ReplicaStatus> status, PeerCalls calls, Timing timing) {
    this.members = members;
    this.status = status;
    this.calls = calls;
    this.timing = timing;
  }

  @Override
  public void askLeader(long member, Consumer<ApplyResult> answered) {
    long deadline = timing.clock().nanoTime() + timing.timeout().toNanos();
    attempt(new Promotion(member, deadline, answered));
  }

  private record Promotion(long member, long deadlineNanos, Consumer<ApplyResult> answered) {}

  private void attempt(Promotion promotion) {
    @Nullable Member leader = members.membership().member(status.get().leader());
    tryUrl(promotion, leader == null ? List.of() : leader.peerUrls(), 0);
  }

  private void tryUrl(Promotion promotion, List<String> urls, int next) {
    long left = promotion.deadlineNanos() - timing.clock().nanoTime();
    if (left <= 0) {
      promotion.answered().accept(new Refused(Refusal.TIMEOUT));
    } else if (next == urls.size()) {
      timing.later().accept(PAUSE, () -> attempt(promotion));
    } else {
      String path = "/members/promote/" + Long.toUnsignedString(promotion.member());
      calls.call(
          urls.get(next),
          new Request("POST", path, "", Bytes.EMPTY, Duration.ofNanos(left)),
          outcome -> {
            @Nullable ApplyResult result = decision(outcome);
            if (result == null) {
              tryUrl(promotion, urls, next + 1);
            } else {
              promotion.answered().accept(result);
            }
          });
    }
  }

  /** What the leader decided, or null if it has not. */
  private static @Nullable ApplyResult decision(Outcome outcome) {
    return switch (outcome) {
      case Failed failed -> null;
      case Answered answered ->
          switch (answered.status()) {
            case OK -> changed(answered.body());
            case NOT_FOUND -> new Refused(Refusal.MEMBER_NOT_FOUND);
            case PRECONDITION_FAILED -> refused(answered.body().utf8());
            default -> null;
          };
    };
  }

  private static @Nullable ApplyResult changed(Bytes body) {
    try {
      return new MembersChanged(MemberCodec.decodeList(body));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable ApplyResult refused(String text) {
    if (text.contains(NOT_READY)) {
      return new Refused(Refusal.LEARNER_NOT_READY);
    }
    return text.contains(NOT_LEARNER) ? new Refused(Refusal.MEMBER_NOT_LEARNER) : null;
  }
}
