package io.keelson.node.main;

import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.config.Versions;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Downgrade;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.members.MinorVersion;
import io.keelson.node.members.VersionRules;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Proposes the cluster version while this member leads. */
final class VersionMonitor {
  private static final Duration INTERVAL = Duration.ofSeconds(4);
  private static final MinorVersion OURS =
      Objects.requireNonNull(MinorVersion.parse(Versions.CLUSTER));

  private final NodeAssembly node;
  private final Logger log;

  VersionMonitor(NodeAssembly node, Logger log) {
    this.node = node;
    this.log = log;
  }

  /** Looks now and then. */
  void start() {
    node.timers().every(INTERVAL, () -> look(() -> {}));
  }

  /** Looks once; goes on when nothing is to be done, or when it is. Any thread. */
  void look(Runnable then) {
    Membership membership = node.members().membership();
    @Nullable MinorVersion next = VersionRules.next(membership, OURS);
    if (next == null || !node.replica().status().get().isLeader()) {
      then.run();
      return;
    }
    @Nullable String agreed = membership.clusterVersion();
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
          Field.of("server-version", Versions.SERVER));
    }
  }
}
