package io.keelson.node.members;

import io.keelson.node.command.Refusal;
import io.keelson.raft.ConfChange;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a committed change of a member contradicts the members. Pure, and decided alike by every
 * member: all of them must know the same limit of learners.
 *
 * @param learnersMax learners allowed at a time
 */
record ConfChangeRules(int learnersMax) {
  /**
   * Why a change is not done, or null.
   *
   * @param members all members by id
   * @param removed ids of members that were removed
   * @throws IllegalArgumentException if the change does not describe a member
   */
  @Nullable Refusal check(
      ConfChange change, SortedMap<Long, Member> members, SortedSet<Long> removed) {
    if (removed.contains(change.nodeId())) {
      return Refusal.MEMBER_REMOVED;
    }
    @Nullable Member member = members.get(change.nodeId());
    return switch (change.type()) {
      case ADD_NODE, ADD_LEARNER_NODE ->
          MemberCodec.isPromotion(change.context())
              ? checkPromotion(member)
              : checkAddition(change, members);
      case REMOVE_NODE -> checkRemoval(member, members);
      case UPDATE_NODE ->
          member == null
              ? Refusal.MEMBER_NOT_FOUND
              : checkUrls(MemberCodec.decode(change.context()).peerUrls(), member.id(), members);
    };
  }

  private static @Nullable Refusal checkPromotion(@Nullable Member member) {
    if (member == null) {
      return Refusal.MEMBER_NOT_FOUND;
    }
    return member.isLearner() ? null : Refusal.MEMBER_NOT_LEARNER;
  }

  private @Nullable Refusal checkAddition(ConfChange change, SortedMap<Long, Member> members) {
    if (members.containsKey(change.nodeId())) {
      return Refusal.MEMBER_EXISTS;
    }
    Member added = MemberCodec.decode(change.context());
    @Nullable Refusal refusal = checkUrls(added.peerUrls(), change.nodeId(), members);
    if (refusal != null) {
      return refusal;
    }
    long learners = members.values().stream().filter(Member::isLearner).count();
    boolean isLearner = added.isLearner() && change.type() == ConfChange.Type.ADD_LEARNER_NODE;
    return isLearner && learners >= learnersMax ? Refusal.TOO_MANY_LEARNERS : null;
  }

  /** Upstream's members all stop at a change that leaves no voter; here it is one not done. */
  private static @Nullable Refusal checkRemoval(
      @Nullable Member member, SortedMap<Long, Member> members) {
    if (member == null) {
      return Refusal.MEMBER_NOT_FOUND;
    }
    boolean isVoterLeft =
        members.values().stream()
            .anyMatch(other -> !other.isLearner() && other.id() != member.id());
    return isVoterLeft ? null : Refusal.TOO_FEW_STARTED;
  }

  private static @Nullable Refusal checkUrls(
      List<String> urls, long owner, SortedMap<Long, Member> members) {
    boolean isTaken =
        members.values().stream()
            .filter(member -> member.id() != owner)
            .flatMap(member -> member.peerUrls().stream())
            .anyMatch(urls::contains);
    return isTaken ? Refusal.PEER_URL_EXISTS : null;
  }
}
