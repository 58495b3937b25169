package io.keelson.node.main;

import io.keelson.node.command.Refusal;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.node.wal.WalMetadata;
import io.keelson.raft.ConfChange;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says in the log what became of changes of members. The apply thread. */
final class MemberLog {
  private final Supplier<WalMetadata> identity;
  private final Logger log;

  /**
   * Speaks for a member.
   *
   * @param identity known once the member is built
   */
  MemberLog(Supplier<WalMetadata> identity, Logger log) {
    this.identity = identity;
    this.log = log;
  }

  void changed(Decision decision) {
    @Nullable Refusal refusal = decision.refusal();
    if (refusal != null) {
      log.error(
          "Validation on configuration change failed",
          Field.of("shouldApplyV3", true),
          Field.error(text(refusal)));
      return;
    }
    ConfChange change = decision.change();
    @Nullable Member after = member(decision, change.nodeId());
    Field member = Field.hex("local-member-id", identity.get().nodeId());
    Field cluster = Field.hex("cluster-id", identity.get().clusterId());
    if (after == null) {
      removed(decision.before(), change.nodeId(), cluster, member);
    } else if (change.type() == ConfChange.Type.UPDATE_NODE) {
      log.info(
          "updated member",
          cluster,
          member,
          Field.hex("updated-remote-peer-id", after.id()),
          Field.of("updated-remote-peer-urls", after.peerUrls()),
          Field.of("updated-remote-peer-is-learner", after.isLearner()));
    } else if (decision.before() == null) {
      log.info(
          "added member",
          cluster,
          member,
          Field.hex("added-peer-id", after.id()),
          Field.of("added-peer-peer-urls", after.peerUrls()),
          Field.of("added-peer-is-learner", after.isLearner()));
    } else {
      log.info("promote member", cluster, member, Field.hex("promoted-member-id", after.id()));
    }
  }

  private static @Nullable Member member(Decision decision, long id) {
    return decision.members().stream().filter(one -> one.id() == id).findFirst().orElse(null);
  }

  private void removed(@Nullable Member before, long id, Field cluster, Field member) {
    log.info(
        "removed member",
        cluster,
        member,
        Field.hex("removed-remote-peer-id", id),
        Field.of("removed-remote-peer-urls", before == null ? List.of() : before.peerUrls()),
        Field.of("removed-remote-peer-is-learner", before != null && before.isLearner()));
  }

  /** Upstream's names, which differ from what clients are told. */
  private static String text(Refusal refusal) {
    return switch (refusal) {
      case MEMBER_REMOVED -> "membership: ID removed";
      case MEMBER_EXISTS -> "membership: ID exists";
      case MEMBER_NOT_FOUND -> "membership: ID not found";
      case PEER_URL_EXISTS -> "membership: peerURL exists";
      case MEMBER_NOT_LEARNER -> "membership: can only promote a learner member";
      case TOO_MANY_LEARNERS -> "membership: too many learner members in cluster";
      default -> "membership: " + refusal;
    };
  }
}
