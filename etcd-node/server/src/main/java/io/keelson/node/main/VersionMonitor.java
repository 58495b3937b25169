package io.keelson.node.main;

import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Command.DowngradeInfoSet;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Downgrade;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.members.MinorVersion;
import io.keelson.node.members.VersionRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Proposes the cluster version while this member leads: the lowest of what all members' programs
 * stand for, or the version to which the cluster goes back.
 */
final class VersionMonitor {
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  private final NodeAssembly node;
  private final MemberPages pages;
  private final MinorVersion ours;
  private final Logger log;
  private final AtomicBoolean isAsking = new AtomicBoolean();

  /**
   * Watches over a member's cluster.
   *
   * @param pages the way to the other members
   * @param ours what this program stands for
   */
  VersionMonitor(NodeAssembly node, MemberPages pages, MinorVersion ours, Logger log) {
    this.node = node;
    this.pages = pages;
    this.ours = ours;
    this.log = log;
  }

  /** Looks now and then. */
  void start() {
    node.timers().every(INTERVAL, () -> look(() -> {}));
  }

  /** Looks once; goes on when nothing is to be done, or when it is. Any thread. */
  void look(Runnable then) {
    if (!node.replica().status().get().isLeader() || !isAsking.compareAndSet(false, true)) {
      then.run();
      return;
    }
    long self = node.identity().nodeId();
    List<Member> others =
        node.members().membership().members().stream()
            .filter(member -> member.id() != self)
            .toList();
    ask(
        others,
        new ArrayList<>(List.of(ours)),
        true,
        servers -> {
          isAsking.set(false);
          decide(servers, then);
        });
  }

  /** Hears the versions of all programs, or null if one could not be asked. */
  private interface Versions {
    void known(@Nullable List<MinorVersion> servers);
  }

  /** All are asked, one after another, so that the log names all that do not answer. */
  private void ask(
      List<Member> rest, List<MinorVersion> found, boolean isComplete, Versions versions) {
    if (rest.isEmpty()) {
      versions.known(isComplete ? found : null);
      return;
    }
    Member member = rest.getFirst();
    pages.read(
        member.peerUrls(),
        RemoteCluster.Versions.page(node.config().raft().requestTimeout()),
        answer -> {
          @Nullable MinorVersion server = answer == null ? null : parse(member, answer.server());
          if (answer == null) {
            log.warn("failed to get version", Field.hex("remote-member-id", member.id()));
          }
          if (server != null) {
            found.add(server);
          }
          ask(rest.subList(1, rest.size()), found, isComplete && server != null, versions);
        });
  }

  private @Nullable MinorVersion parse(Member member, String text) {
    @Nullable MinorVersion server = MinorVersion.parse(text);
    if (server == null || server.compareTo(ours) > 0) {
      log.warn(
          server == null
              ? "failed to parse server version of remote member"
              : "leader found higher-versioned member",
          Field.of("local-member-version", ours.full()),
          Field.hex("remote-member-id", member.id()),
          Field.of("remote-member-version", text));
    }
    return server;
  }

  private void decide(@Nullable List<MinorVersion> servers, Runnable then) {
    Membership membership = node.members().membership();
    @Nullable MinorVersion lowest =
        servers == null ? null : servers.stream().min(Comparator.naturalOrder()).orElse(null);
    @Nullable MinorVersion next = VersionRules.next(membership, lowest);
    if (!node.replica().status().get().isLeader()) {
      then.run();
    } else if (next != null) {
      propose(membership.clusterVersion(), next, then);
    } else {
      if (servers != null && VersionRules.isDowngraded(membership, servers)) {
        endDowngrade(membership.downgrade());
      }
      then.run();
    }
  }

  private void propose(@Nullable String agreed, MinorVersion next, Runnable then) {
    if (agreed == null) {
      log.info(
          "setting up initial cluster version using v3 API",
          Field.of("cluster-version", next.toString()));
    } else {
      log.info(
          "updating cluster version using v3 API",
          Field.of("from", String.valueOf(MinorVersion.parse(agreed))),
          Field.of("to", next.toString()));
    }
    node.replica()
        .proposer()
        .propose(
            id -> CommandCodec.encodeClusterVersionSet(id, next.full()),
            result -> {
              if (result instanceof Refused refused) {
                log.warn(
                    "failed to update cluster version", Field.error(refused.refusal().toString()));
              } else {
                updated(next);
              }
              then.run();
            });
  }

  private void updated(MinorVersion version) {
    log.info("cluster version is updated", Field.of("cluster-version", version.toString()));
    Downgrade downgrade = node.members().membership().downgrade();
    if (downgrade.isEnabled()) {
      log.info(
          "The server is ready to downgrade",
          Field.of("target-version", downgrade.targetVersion()),
          Field.of("server-version", ours.full()));
    }
  }

  private void endDowngrade(Downgrade downgrade) {
    log.info(
        "the cluster has been downgraded", Field.of("cluster-version", downgrade.targetVersion()));
    node.replica()
        .proposer()
        .propose(
            id -> CommandCodec.encodeDowngradeInfoSet(id, new DowngradeInfoSet(false, "")),
            result -> {
              if (result instanceof Refused refused) {
                log.warn("failed to cancel downgrade", Field.error(refused.refusal().toString()));
              }
            });
  }
}
