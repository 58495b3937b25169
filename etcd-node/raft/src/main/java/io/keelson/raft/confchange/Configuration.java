package io.keelson.raft.confchange;

import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import io.keelson.raft.Invariant;
import io.keelson.raft.quorum.Majority;
import io.keelson.raft.quorum.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The members of a cluster by role, in ascending order of id.
 *
 * @param state the configuration in the form in which it is stored
 */
public record Configuration(ConfState state) {
  /** Whether the member takes part at all. */
  public boolean contains(long member) {
    return state.voters().contains(member)
        || state.learners().contains(member)
        || state.votersOutgoing().contains(member)
        || state.learnersNext().contains(member);
  }

  /** The sets that decide. */
  public Quorum quorum() {
    return new Quorum(majority(state.voters()), majority(state.votersOutgoing()));
  }

  private static Majority majority(List<Long> members) {
    return new Majority(members.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * The configuration after a change of one member. A change of node 0 (a refused one) or of a
   * member's description changes nothing here.
   *
   * @throws Invariant.BrokenInvariantException if the change would remove the last voter
   */
  public Configuration with(ConfChange change) {
    Invariant.check(state.votersOutgoing().isEmpty(), "a simple change starts outside a joint one");
    if (change.nodeId() == 0 || change.type() == ConfChange.Type.UPDATE_NODE) {
      return this;
    }
    TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
    voters.addAll(state.voters());
    TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);
    learners.addAll(state.learners());
    switch (change.type()) {
      case ADD_NODE -> {
        learners.remove(change.nodeId());
        voters.add(change.nodeId());
      }
      case ADD_LEARNER_NODE -> {
        if (!voters.contains(change.nodeId())) {
          learners.add(change.nodeId());
        }
      }
      case REMOVE_NODE -> {
        voters.remove(change.nodeId());
        learners.remove(change.nodeId());
      }
      case UPDATE_NODE -> throw new AssertionError("handled above");
    }
    Invariant.check(!voters.isEmpty(), "a configuration keeps at least one voter");
    return new Configuration(
        new ConfState(
            new ArrayList<>(voters), new ArrayList<>(learners), List.of(), List.of(), false));
  }
}
