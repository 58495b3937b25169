package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.command.LeaseCodec.TimeToLive;
import io.keelson.node.command.PeerLeaseCodec;
import io.keelson.node.command.PeerLeaseCodec.LeaseTimes;
import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.node.link.PeerCalls.Request;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.Lessor;
import io.keelson.node.replica.Lessor.Renewal;
import io.keelson.node.replica.Lessor.Times;
import io.keelson.node.replica.RemoteLeases;
import io.keelson.node.replica.ReplicaStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leader's peer port about leases, upstream's way: every URL of whoever leads, again and
 * again until the request timeout.
 */
final class LeaseForwarding implements RemoteLeases {
  private static final String PROTOBUF = "application/protobuf";
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final PeerCalls calls;
  private final MemberTable members;
  private final Latest<ReplicaStatus> status;
  private final Timers timers;
  private final NanoClock clock;
  private final Duration timeout;
  private final Supplier<Lessor> lessor;

  /**
   * Forwards for one member.
   *
   * @param timeout how long a request may take in all
   * @param lessor this member's own leases
   */
  LeaseForwarding(
      PeerCalls calls,
      MemberTable members,
      Latest<ReplicaStatus> status,
      Timers timers,
      NanoClock clock,
      Duration timeout,
      Supplier<Lessor> lessor) {
    this.calls = calls;
    this.members = members;
    this.status = status;
    this.timers = timers;
    this.clock = clock;
    this.timeout = timeout;
    this.lessor = lessor;
  }

  /** One question on its way. */
  private final class Question {
    private final String path;
    private final Bytes body;
    private final Consumer<Answered> answer;
    private final Consumer<Question> askHere;
    private final Consumer<Refusal> refuse;
    private final long deadlineNanos = clock.nanoTime() + timeout.toNanos();
    private int attempts;

    /**
     * A question.
     *
     * @param askHere asks this member's own table, which by now is the leader's
     */
    Question(
        String path,
        Bytes body,
        Consumer<Answered> answer,
        Consumer<Question> askHere,
        Consumer<Refusal> refuse) {
      this.path = path;
      this.body = body;
      this.answer = answer;
      this.askHere = askHere;
      this.refuse = refuse;
    }

    void ask() {
      long rest = deadlineNanos - clock.nanoTime();
      if (rest <= 0) {
        refuse.accept(Refusal.TIMEOUT);
        return;
      }
      if (status.get().isLeader()) {
        askHere.accept(this);
        return;
      }
      @Nullable Member leader = members.membership().member(status.get().leader());
      if (leader == null || leader.peerUrls().isEmpty()) {
        askAgain();
        return;
      }
      List<String> urls = leader.peerUrls();
      String url = urls.get(attempts++ % urls.size());
      calls.call(
          url, new Request("POST", path, PROTOBUF, body, Duration.ofNanos(rest)), this::answered);
    }

    private void askAgain() {
      timers.after(PAUSE, this::ask);
    }

    private void answered(Outcome outcome) {
      if (outcome instanceof Answered answered
          && (answered.status() == OK || answered.status() == NOT_FOUND)) {
        answer.accept(answered);
      } else {
        askAgain();
      }
    }
  }

  /** A renewal at this member that asks again instead of being refused. */
  private record Here(Renewal renewal, Runnable askAgain) implements Renewal {
    @Override
    public void renewed(long ttlSeconds) {
      renewal.renewed(ttlSeconds);
    }

    @Override
    public void notFound() {
      renewal.notFound();
    }

    @Override
    public void refused(Refusal refusal) {
      askAgain.run();
    }
  }

  @Override
  public void renew(long id, Renewal renewal) {
    new Question(
            "/leases",
            PeerLeaseCodec.keepAlive(id),
            answered -> {
              if (answered.status() == NOT_FOUND) {
                renewal.notFound();
                return;
              }
              try {
                renewal.renewed(PeerLeaseCodec.renewedTtl(answered.body()));
              } catch (WireException e) {
                renewal.refused(Refusal.TIMEOUT);
              }
            },
            question -> lessor.get().renewHere(id, new Here(renewal, question::askAgain)),
            renewal::refused)
        .ask();
  }

  @Override
  public void timeToLive(long id, Consumer<@Nullable Times> answer, Consumer<Refusal> refuse) {
    new Question(
            "/leases/internal",
            PeerLeaseCodec.timesRequest(new TimeToLive(id, false)),
            answered -> {
              if (answered.status() == NOT_FOUND) {
                answer.accept(null);
                return;
              }
              try {
                LeaseTimes times = PeerLeaseCodec.times(answered.body());
                answer.accept(new Times(times.remainingSeconds(), times.grantedSeconds()));
              } catch (WireException e) {
                refuse.accept(Refusal.TIMEOUT);
              }
            },
            question -> lessor.get().timeToLiveHere(id, answer, refusal -> question.askAgain()),
            refuse)
        .ask();
  }
}
