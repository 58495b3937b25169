package io.keelson.raft;

import java.util.List;

/**
 * The configuration of the cluster at some index. Lists are in the order in which upstream stores
 * them (ascending ids).
 *
 * @param voters members whose votes and log positions count (the incoming half while joint)
 * @param learners members that only receive
 * @param votersOutgoing the outgoing half while joint, else empty
 * @param learnersNext voters of the outgoing half that become learners, else empty
 * @param autoLeave whether the leader leaves the joint configuration by itself
 */
public record ConfState(
    List<Long> voters,
    List<Long> learners,
    List<Long> votersOutgoing,
    List<Long> learnersNext,
    boolean autoLeave) {
  /** No members at all: what a member that joins a running cluster starts with. */
  public static final ConfState EMPTY =
      new ConfState(List.of(), List.of(), List.of(), List.of(), false);

  /** Copies the lists. */
  public ConfState {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    votersOutgoing = List.copyOf(votersOutgoing);
    learnersNext = List.copyOf(learnersNext);
  }

  /** A configuration of voters only. */
  public static ConfState ofVoters(List<Long> voters) {
    return new ConfState(voters, List.of(), List.of(), List.of(), false);
  }
}
