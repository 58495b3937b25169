package io.keelson.raft.confchange;

import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfChangeSingle;
import io.keelson.raft.ConfChangeV2;
import io.keelson.raft.ConfState;
import io.keelson.raft.quorum.Majority;
import io.keelson.raft.quorum.Quorum;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cluster by role, in ascending order of id.
 *
 * @param state the configuration in the form in which it is stored
 */
public record Configuration(ConfState state) {
  /** Whether there is no member at all. */
  public boolean isEmpty() {
    return state.voters().isEmpty() && state.learners().isEmpty();
  }

  /** Whether the member takes part at all. */
  public boolean contains(long member) {
    return isVoter(member) || isLearner(member);
  }

  /** Whether the member's vote counts, in either half. */
  public boolean isVoter(long member) {
    return state.voters().contains(member) || state.votersOutgoing().contains(member);
  }

  /** Whether the member only receives. */
  public boolean isLearner(long member) {
    return state.learners().contains(member);
  }

  /** Whether two majorities decide. */
  public boolean isJoint() {
    return !state.votersOutgoing().isEmpty();
  }

  /** All members in ascending order, those of both halves and learners. */
  public List<Long> members() {
    TreeSet<Long> members = sorted(state.voters());
    members.addAll(state.votersOutgoing());
    members.addAll(state.learners());
    return List.copyOf(members);
  }

  /** The sets that decide. */
  public Quorum quorum() {
    return new Quorum(majority(state.voters()), majority(state.votersOutgoing()));
  }

  /** Whether a stored configuration makes sense: somebody votes, nobody is named twice. */
  public static boolean isValid(ConfState state) {
    boolean isJoint = !state.votersOutgoing().isEmpty();
    return !state.voters().isEmpty()
        && areMembers(state.voters())
        && areMembers(state.learners())
        && areMembers(state.votersOutgoing())
        && areMembers(state.learnersNext())
        && state.learners().stream().noneMatch(state.voters()::contains)
        && state.learners().stream().noneMatch(state.votersOutgoing()::contains)
        && state.learnersNext().stream().noneMatch(state.voters()::contains)
        && state.votersOutgoing().containsAll(state.learnersNext())
        && (isJoint || !state.autoLeave());
  }

  /**
   * The configuration after a change, null if there is no such change from here: a second joint
   * one, one that is left without being entered, more than one voter at once without being joint,
   * or one that leaves no voter. Steps that name node 0 (refused ones) change nothing.
   */
  public @Nullable Configuration with(ConfChangeV2 change) {
    if (change.isLeave()) {
      return isJoint() ? left() : null;
    }
    if (isJoint()) {
      return null;
    }
    List<Long> outgoing = change.isJoint() ? state.voters() : List.of();
    if (change.isJoint() && outgoing.isEmpty()) {
      return null;
    }
    Draft draft = new Draft(sorted(state.voters()), sorted(state.learners()), outgoing);
    change.changes().forEach(draft::apply);
    if (draft.voters.isEmpty() || (!change.isJoint() && draft.changedVoters(state.voters()) > 1)) {
      return null;
    }
    return new Configuration(
        new ConfState(
            List.copyOf(draft.voters),
            List.copyOf(draft.learners),
            outgoing,
            List.copyOf(draft.learnersNext),
            change.isJoint() && change.isAutoLeave()));
  }

  /** The configuration after a change of one member; this one if there is no such change. */
  public Configuration with(ConfChange change) {
    Configuration next = with(ConfChangeV2.of(change));
    return next == null ? this : next;
  }

  /** The form in which logs show a configuration: decimal ids, empty parts left out. */
  public String text() {
    StringBuilder text = new StringBuilder("voters=").append(ids(state.voters()));
    if (isJoint()) {
      text.append("&&").append(ids(state.votersOutgoing()));
    }
    if (!state.learners().isEmpty()) {
      text.append(" learners=").append(ids(state.learners()));
    }
    if (!state.learnersNext().isEmpty()) {
      text.append(" learners_next=").append(ids(state.learnersNext()));
    }
    return state.autoLeave() ? text.append(" autoleave").toString() : text.toString();
  }

  private Configuration left() {
    TreeSet<Long> learners = sorted(state.learners());
    learners.addAll(state.learnersNext());
    return new Configuration(
        new ConfState(state.voters(), List.copyOf(learners), List.of(), List.of(), false));
  }

  private static final class Draft {
    final Set<Long> voters;
    final Set<Long> learners;
    final Set<Long> learnersNext = sorted(List.of());
    final List<Long> outgoing;

    Draft(Set<Long> voters, Set<Long> learners, List<Long> outgoing) {
      this.voters = voters;
      this.learners = learners;
      this.outgoing = outgoing;
    }

    void apply(ConfChangeSingle change) {
      long node = change.nodeId();
      if (node == 0) {
        return;
      }
      switch (change.type()) {
        case ADD_NODE -> {
          remove(node);
          voters.add(node);
        }
        case ADD_LEARNER_NODE -> {
          remove(node);
          // Nobody is voter and learner at once: a voter of the outgoing half waits for its end.
          (outgoing.contains(node) ? learnersNext : learners).add(node);
        }
        case REMOVE_NODE -> remove(node);
        case UPDATE_NODE -> {
          // Concerns the member's description only.
        }
      }
    }

    int changedVoters(List<Long> before) {
      TreeSet<Long> added = sorted(List.copyOf(voters));
      before.forEach(added::remove);
      TreeSet<Long> removed = sorted(before);
      removed.removeAll(voters);
      return added.size() + removed.size();
    }

    private void remove(long node) {
      voters.remove(node);
      learners.remove(node);
      learnersNext.remove(node);
    }
  }

  private static boolean areMembers(List<Long> ids) {
    return !ids.contains(0L) && sorted(ids).size() == ids.size();
  }

  private static TreeSet<Long> sorted(List<Long> members) {
    TreeSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
    sorted.addAll(members);
    return sorted;
  }

  private static String ids(List<Long> members) {
    return members.stream()
        .map(Long::toUnsignedString)
        .collect(java.util.stream.Collectors.joining(" ", "(", ")"));
  }

  private static Majority majority(List<Long> members) {
    return new Majority(members.stream().mapToLong(Long::longValue).toArray());
  }
}
