package io.keelson.node.api;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Refusal;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.LeaderProgress;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.ReconfigRules;
import io.keelson.node.members.ReconfigRules.Connections;
import io.keelson.node.metrics.ServerMetrics;
import io.keelson.node.replica.Proposer;
import io.keelson.raft.ConfChange;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of members: checked against what this member sees of the cluster, then brought into the
 * log, where every member judges them again. Any thread.
 *
 * <p>Each answer is a {@link MembersChanged} or a {@link Refused}.
 */
public final class MemberChanges {
  /** A connection counts once it has lasted so long. */
  private static final Duration HEALTHY = Duration.ofSeconds(5);

  private final ReconfigRules rules;
  private final MemberTable members;
  private final Proposer proposer;
  private final Surroundings surroundings;
  private final Logger log;

  /**
   * What is known beyond the members themselves.
   *
   * @param progress how far the members have come, if this one leads
   */
  public record Surroundings(
      Connectivity connectivity,
      Supplier<LeaderProgress> progress,
      Promotions promotions,
      NanoClock clock,
      ServerMetrics metrics) {}

  /** Changes the members of a table. */
  public MemberChanges(
      ReconfigRules rules,
      MemberTable members,
      Proposer proposer,
      Surroundings surroundings,
      Logger log) {
    this.rules = rules;
    this.members = members;
    this.proposer = proposer;
    this.surroundings = surroundings;
    this.log = log;
  }

  void add(Member member, Consumer<ApplyResult> answered) {
    @Nullable Refusal refusal =
        rules.checkAddition(member.isLearner(), members.membership(), connections());
    if (refusal != null) {
      reject("rejecting member add request; ", refusal, "requested-member-add", member.id());
      answered.accept(new Refused(refusal));
      return;
    }
    ConfChange.Type type =
        member.isLearner() ? ConfChange.Type.ADD_LEARNER_NODE : ConfChange.Type.ADD_NODE;
    propose(type, member.id(), MemberCodec.encode(member), answered);
  }

  void remove(long id, Consumer<ApplyResult> answered) {
    @Nullable Refusal refusal = rules.checkRemoval(id, members.membership(), connections());
    if (refusal != null) {
      reject("rejecting member remove request; ", refusal, "requested-member-remove-id", id);
      answered.accept(new Refused(refusal));
      return;
    }
    propose(ConfChange.Type.REMOVE_NODE, id, Bytes.EMPTY, answered);
  }

  void update(long id, List<String> peerUrls, Consumer<ApplyResult> answered) {
    Member described = new Member(id, "", peerUrls, List.of(), false);
    propose(ConfChange.Type.UPDATE_NODE, id, MemberCodec.encode(described), answered);
  }

  /** Makes a learner a voter; the leader decides, wherever it is. */
  public void promote(long id, Consumer<ApplyResult> answered) {
    @Nullable Refusal refusal =
        rules.checkPromotion(id, members.membership(), surroundings.progress().get());
    if (refusal == Refusal.NOT_LEADER) {
      surroundings.promotions().askLeader(id, answered);
    } else if (refusal != null) {
      reject("rejecting member promote request; ", refusal, "requested-member-promote-id", id);
      count(new Refused(refusal), answered);
    } else {
      propose(
          ConfChange.Type.ADD_NODE,
          id,
          MemberCodec.encodePromotion(id),
          result -> count(result, answered));
    }
  }

  private void count(ApplyResult result, Consumer<ApplyResult> answered) {
    if (result instanceof Refused refused) {
      String reason = Statuses.of(refused.refusal()).getDescription();
      surroundings.metrics().learnerPromoteFailures.with(String.valueOf(reason)).inc();
    } else {
      surroundings.metrics().learnerPromoteSuccesses.inc();
    }
    answered.accept(result);
  }

  private Connections connections() {
    long now = surroundings.clock().nanoTime();
    Connectivity connectivity = surroundings.connectivity();
    return new Connections(
        id -> connectivity.activeSinceNanos(id) != Long.MAX_VALUE,
        id -> {
          long since = connectivity.activeSinceNanos(id);
          return since != Long.MAX_VALUE && now - since > HEALTHY.toNanos();
        });
  }

  private void propose(
      ConfChange.Type type, long member, Bytes context, Consumer<ApplyResult> answered) {
    proposer.proposeConfChange(
        id -> new ConfChange(id, type, member, context),
        result -> {
          log.info(
              "applied a configuration change through raft",
              Field.hex("local-member-id", rules.self()),
              Field.of("raft-conf-change", upstreamName(type)),
              Field.hex("raft-conf-change-node-id", member));
          answered.accept(result);
        });
  }

  private static String upstreamName(ConfChange.Type type) {
    return switch (type) {
      case ADD_NODE -> "ConfChangeAddNode";
      case REMOVE_NODE -> "ConfChangeRemoveNode";
      case UPDATE_NODE -> "ConfChangeUpdateNode";
      case ADD_LEARNER_NODE -> "ConfChangeAddLearnerNode";
    };
  }

  private void reject(String what, Refusal refusal, String key, long member) {
    String why =
        switch (refusal) {
          case TOO_FEW_STARTED -> "not enough healthy members";
          case UNHEALTHY ->
              "local member has not been connected to enough peers, reconfigure breaks active"
                  + " quorum";
          case LEARNER_NOT_READY -> "learner is not ready";
          default -> "no such member";
        };
    log.warn(
        what + why,
        Field.hex("local-member-id", rules.self()),
        Field.hex(key, member),
        Field.error(String.valueOf(Statuses.of(refusal).getDescription())));
  }
}
