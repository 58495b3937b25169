package io.keelson.node.api;

import io.grpc.Status;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.command.Command.DowngradeInfoSet;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.members.MinorVersion;
import io.keelson.node.replica.Proposer;
import io.keelson.node.replica.ReadIndex;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the cluster back by one minor version: checks whether it may, says so in the log, or calls
 * it off. The leader then lowers the cluster version, see {@code VersionRules}. Any thread.
 */
public final class Downgrades {
  private final MemberTable members;
  private final ReadIndex readIndex;
  private final Proposer proposer;
  private final Logger log;

  /** Works on the members of a table. */
  public Downgrades(MemberTable members, ReadIndex readIndex, Proposer proposer, Logger log) {
    this.members = members;
    this.readIndex = readIndex;
    this.proposer = proposer;
    this.log = log;
  }

  /** Hears how it went. */
  interface Outcome {
    /** Done; the cluster version to answer with. */
    void done(String clusterVersion);

    /** Refused. */
    void failed(Status status);
  }

  void validate(String target, Outcome outcome) {
    check(target, checked -> outcome.done(clusterVersion()), outcome::failed);
  }

  void enable(String target, Outcome outcome) {
    Consumer<Status> reject =
        status -> {
          log.warn(
              "reject downgrade request", Field.error(String.valueOf(status.getDescription())));
          outcome.failed(status);
        };
    check(
        target,
        checked -> propose(new DowngradeInfoSet(true, checked.full()), outcome, reject),
        reject);
  }

  /** Answers well also where there is nothing to call off, as upstream does. */
  void cancel(Outcome outcome) {
    Consumer<Status> ignore =
        status -> {
          log.warn(
              "failed to cancel downgrade", Field.error(String.valueOf(status.getDescription())));
          outcome.done(clusterVersion());
        };
    confirm(
        () -> {
          if (members.membership().downgrade().isEnabled()) {
            propose(new DowngradeInfoSet(false, ""), outcome, ignore);
          } else {
            ignore.accept(Statuses.NO_DOWNGRADE);
          }
        },
        ignore);
  }

  private void check(String target, Consumer<MinorVersion> passed, Consumer<Status> failed) {
    @Nullable MinorVersion wanted = MinorVersion.parse(target);
    if (wanted == null) {
      failed.accept(Statuses.WRONG_DOWNGRADE_FORMAT);
    } else if (members.membership().clusterVersion() == null) {
      failed.accept(Statuses.NO_CLUSTER_VERSION);
    } else {
      // What this member knows of a downgrade that another asked for may be old.
      confirm(
          () -> {
            @Nullable Status status = judge(wanted, members.membership());
            if (status == null) {
              passed.accept(wanted);
            } else {
              failed.accept(status);
            }
          },
          failed);
    }
  }

  private static @Nullable Status judge(MinorVersion wanted, Membership membership) {
    @Nullable MinorVersion current =
        MinorVersion.parse(String.valueOf(membership.clusterVersion()));
    if (current == null || !wanted.equals(current.previous())) {
      return Statuses.INVALID_DOWNGRADE_TARGET;
    }
    return membership.downgrade().isEnabled() ? Statuses.DOWNGRADE_IN_PROGRESS : null;
  }

  private void confirm(Runnable go, Consumer<Status> failed) {
    readIndex.confirm(go, (Refusal refusal) -> failed.accept(Statuses.of(refusal)));
  }

  private void propose(DowngradeInfoSet change, Outcome outcome, Consumer<Status> failed) {
    proposer.propose(
        id -> CommandCodec.encodeDowngradeInfoSet(id, change),
        result -> {
          if (result instanceof ApplyResult.Refused refused) {
            failed.accept(Statuses.of(refused.refusal()));
          } else {
            outcome.done(clusterVersion());
          }
        });
  }

  private String clusterVersion() {
    @Nullable String agreed = members.membership().clusterVersion();
    @Nullable MinorVersion version = agreed == null ? null : MinorVersion.parse(agreed);
    return version == null ? "" : version.toString();
  }
}
