package io.keelson.operator.plan;

import java.util.Optional;

/**
 * How a cluster stands, as far as an observation shows it.
 *
 * @param quorum voters in the roll and how many of them are healthy
 * @param learners members without a vote
 * @param leader who leads, when somebody healthy knows and has a record
 * @param term the highest term of a healthy member
 * @param serving a voter answered a linearizable read in this poll
 */
public record Standing(
    Quorum quorum, int learners, Optional<MemberFacts> leader, long term, boolean serving) {
  /** The standing that an observation shows. */
  public static Standing of(Observation observation) {
    Situation situation = new Situation(observation);
    long term = 0;
    boolean serving = false;
    for (Situation.Member member : situation.members) {
      Optional<Poll> poll = member.facts().poll();
      if (member.healthy() && poll.isPresent()) {
        term = Math.max(term, poll.get().term());
      }
      serving |= poll.filter(p -> p.serving() && !p.learner()).isPresent();
    }
    int learners = (int) situation.roll.entries().stream().filter(Roll.Entry::learner).count();
    Optional<MemberFacts> leader =
        situation.members.stream()
            .filter(situation::leads)
            .map(Situation.Member::facts)
            .findFirst();
    return new Standing(situation.quorum, learners, leader, term, serving);
  }

  /** Whether a member is a learner whose time to become a voter is up. */
  public static boolean isLate(Observation observation, MemberFacts member) {
    Situation situation = new Situation(observation);
    return situation.members.stream()
        .anyMatch(one -> one.facts().slot() == member.slot() && situation.tooSlow(one));
  }

  /**
   * Whether a member is healthy: it answered as a member of the cluster that it is to be in, it
   * knows a leader, it could read, and its pod is not about to end.
   *
   * @param clusterId the cluster's identity, 0 while it is not known
   */
  public static boolean healthy(
      Optional<Poll> poll, Optional<PodFacts> pod, long memberId, long clusterId) {
    return poll.filter(
                p ->
                    p.serving()
                        && p.leaderId() != 0
                        && (clusterId == 0 || p.clusterId() == clusterId)
                        && (memberId == 0 || p.memberId() == memberId))
            .isPresent()
        && pod.filter(p -> !p.terminating()).isPresent();
  }
}
