package io.keelson.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An observation with what follows from it: who is who in the roll, who leads, who is healthy. */
final class Situation {
  private static final long IN_STEP_ENTRIES = 5_000;

  /** So many learners of a slot are given up in a row; one more would not do better. */
  private static final int JOINS_MAX = 3;

  final Observation facts;
  final Goal goal;
  final Roll roll;

  /** In order of slots. */
  final List<Member> members;

  /** In the roll, but without a record. */
  final List<Roll.Entry> strangers;

  final Quorum quorum;

  /** The highest log index that any member told of. */
  final long raftIndex;

  Situation(Observation facts) {
    this.facts = facts;
    this.goal = facts.goal();
    this.roll = facts.roll();
    Map<String, Roll.Entry> byUrl = new HashMap<>();
    Map<Long, Roll.Entry> byId = new HashMap<>();
    for (Roll.Entry entry : roll.entries()) {
      byUrl.put(entry.peerUrl(), entry);
      byId.put(entry.memberId(), entry);
    }
    List<Member> found = new ArrayList<>(facts.members().size());
    List<Roll.Entry> left = new ArrayList<>(roll.entries());
    for (MemberFacts member : facts.members()) {
      // A record that knows its identity is that member and no other, whatever has its address.
      Roll.Entry entry =
          member.memberId() != 0 ? byId.get(member.memberId()) : byUrl.get(member.peerUrl());
      found.add(new Member(member, Optional.ofNullable(entry)));
      left.remove(entry);
    }
    this.members = List.copyOf(found);
    this.strangers = List.copyOf(left);
    int voters = (int) roll.entries().stream().filter(entry -> !entry.learner()).count();
    int healthy = (int) members.stream().filter(Member::voter).filter(Member::healthy).count();
    this.quorum = new Quorum(voters, healthy);
    this.raftIndex =
        facts.members().stream()
            .flatMap(member -> member.poll().stream())
            .mapToLong(Poll::raftIndex)
            .max()
            .orElse(0);
  }

  /** Whom most healthy members take for the leader; the highest term decides. */
  long leaderId() {
    return members.stream()
        .filter(Member::healthy)
        .flatMap(member -> member.facts().poll().stream())
        .max(Comparator.comparingLong(Poll::term))
        .map(Poll::leaderId)
        .orElse(0L);
  }

  boolean leads(Member member) {
    return member.entry().isPresent() && member.entry().get().memberId() == leaderId();
  }

  /** The voter that should lead next: healthy, staying, up to date, furthest. */
  Optional<Member> successor() {
    Comparator<Member> best =
        Comparator.<Member, Boolean>comparing(this::current)
            .thenComparingLong(member -> member.facts().poll().map(Poll::raftIndex).orElse(0L))
            .thenComparingInt(member -> -member.facts().slot());
    return members.stream()
        .filter(member -> member.voter() && member.healthy() && inStep(member))
        .filter(member -> !member.leaving() && !leads(member))
        .max(best);
  }

  /** Its pod runs the specification asked for. */
  boolean current(Member member) {
    return member.facts().pod().filter(p -> p.specHash().equals(goal.specHash())).isPresent();
  }

  /** It has nearly all of the log. */
  boolean inStep(Member member) {
    return lag(member) <= IN_STEP_ENTRIES;
  }

  long lag(Member member) {
    return raftIndex - member.facts().poll().map(Poll::appliedIndex).orElse(0L);
  }

  /** A learner that still lacks data although its time is up. */
  boolean tooSlow(Member member) {
    return member.learner()
        && lag(member) > goal.repair().promoteLagMax()
        && history(member)
            .filter(slot -> passed(slot.learnerSince(), goal.repair().promoteDeadline()))
            .isPresent();
  }

  /** Others before it were too slow as well, so that replacing it again would be of no use. */
  boolean replacedInVain(Member member) {
    return history(member).filter(slot -> slot.failedJoins() >= JOINS_MAX).isPresent();
  }

  private Optional<SlotFacts> history(Member member) {
    return facts.slots().stream()
        .filter(slot -> slot.slot() == member.facts().slot())
        // A lower count is of the member before; a higher one, of one that came and was undone.
        .filter(slot -> slot.incarnation() >= member.facts().incarnation())
        .findFirst();
  }

  /** The moment lies at least this far back. */
  boolean passed(Optional<Instant> since, Duration span) {
    return since.isPresent() && !since.get().plus(span).isAfter(facts.now());
  }

  /** Everybody with a vote is healthy and known, and nothing is wrong with the data. */
  boolean calm() {
    return roll.known()
        && quorum.stands()
        && quorum.healthy() == quorum.voters()
        && roll.alarms().stream().noneMatch(this::concerns);
  }

  /** An alarm of a member that was removed stays until somebody disarms it, and means nothing. */
  private boolean concerns(Roll.Alarm alarm) {
    return roll.entries().stream().anyMatch(entry -> entry.memberId() == alarm.memberId());
  }

  int staying() {
    return (int) members.stream().filter(member -> !member.leaving()).count();
  }

  /**
   * A member with its line in the roll.
   *
   * @param facts what is known of it
   * @param entry its line; none when it is not in the cluster or the roll is not known
   */
  record Member(MemberFacts facts, Optional<Roll.Entry> entry) {
    String name() {
      return facts.name();
    }

    boolean healthy() {
      return facts.healthySince().isPresent();
    }

    boolean voter() {
      return entry.isPresent() && !entry.get().learner();
    }

    boolean learner() {
      return entry.isPresent() && entry.get().learner();
    }

    boolean leaving() {
      return facts.leaving() || facts.recordDeleted();
    }
  }
}
