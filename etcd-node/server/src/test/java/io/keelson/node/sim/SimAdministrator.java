package io.keelson.node.sim;

import io.keelson.bytes.Bytes;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.main.SimNode;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.raft.ConfChange;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes the cluster's members one by one: adds learners, makes them voters, removes anybody. Asks
 * the log itself, without the door's checks, which protect availability only.
 */
final class SimAdministrator {
  private static final long MILLI = 1_000_000;
  private static final int MEMBERS_MAX = 7;
  private static final int VOTERS_MIN = 3;

  private final SimWorld world;
  private final List<SimMember> members;
  private final RandomGenerator random;
  private final Consumer<Member> joins;
  private int nextNumber;
  private long change;

  /**
   * Administers a cluster.
   *
   * @param joins gets a machine ready for a member that is being added
   */
  SimAdministrator(
      SimWorld world, List<SimMember> members, RandomGenerator random, Consumer<Member> joins) {
    this.world = world;
    this.members = members;
    this.random = random;
    this.joins = joins;
    this.nextNumber = members.size() + 1;
  }

  /** The cluster as the member sees it that has applied most; null if all are down. */
  static @Nullable Membership membership(List<SimMember> members) {
    @Nullable SimNode best = null;
    for (SimMember member : members) {
      @Nullable SimNode node = member.node();
      if (node != null && (best == null || node.appliedIndex().get() > best.appliedIndex().get())) {
        best = node;
      }
    }
    return best == null ? null : best.members().membership();
  }

  /** Starts one change; what came of the one before does not matter. */
  void change() {
    SimMember at = members.get(random.nextInt(members.size()));
    @Nullable SimNode node = at.node();
    @Nullable Membership known = node == null ? null : node.members().membership();
    if (node == null || known == null || known.member(at.id()) == null) {
      return;
    }
    List<Member> learners = known.members().stream().filter(Member::isLearner).toList();
    if (!learners.isEmpty() && random.nextInt(3) > 0) {
      promote(at, node, learners.get(random.nextInt(learners.size())));
    } else if (known.voters().size() > VOTERS_MIN && random.nextBoolean()) {
      remove(at, node, known.members().get(random.nextInt(known.members().size())));
    } else if (known.members().size() < MEMBERS_MAX && nextNumber < 2 * MEMBERS_MAX) {
      add(at, node);
    }
  }

  private void add(SimMember at, SimNode node) {
    Member next = SimConfigs.member(nextNumber++);
    boolean isLearner = random.nextInt(4) > 0;
    Member added = new Member(next.id(), "", next.peerUrls(), List.of(), isLearner);
    joins.accept(next);
    propose(
        at,
        node,
        isLearner ? ConfChange.Type.ADD_LEARNER_NODE : ConfChange.Type.ADD_NODE,
        next.id(),
        MemberCodec.encode(added));
  }

  private void promote(SimMember at, SimNode node, Member learner) {
    propose(
        at,
        node,
        ConfChange.Type.ADD_NODE,
        learner.id(),
        MemberCodec.encodePromotion(learner.id()));
  }

  private void remove(SimMember at, SimNode node, Member leaving) {
    propose(at, node, ConfChange.Type.REMOVE_NODE, leaving.id(), Bytes.EMPTY);
  }

  private void propose(
      SimMember at, SimNode node, ConfChange.Type type, long member, Bytes context) {
    long number = ++change;
    world.trace().note(at.name(), "asks for " + type, member, number);
    world.coverage().hit("asked for " + type);
    at.enter(
        () ->
            node.proposer()
                .proposeConfChange(
                    id -> new ConfChange(id, type, member, context),
                    result -> answered(number, type, result)));
  }

  private void answered(long number, ConfChange.Type type, ApplyResult result) {
    world.trace().note("administrator", "told", number + " " + type + " " + result);
    if (!(result instanceof ApplyResult.Refused)) {
      world.coverage().hit("done " + type);
    }
  }

  /** How long it takes until a machine is ready for a member. */
  static long joinDelayNanos(RandomGenerator random) {
    return random.nextLong(200 * MILLI);
  }
}
