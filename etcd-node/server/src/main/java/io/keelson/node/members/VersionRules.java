package io.keelson.node.members;

import io.keelson.node.members.MemberTable.Membership;
import org.jspecify.annotations.Nullable;

/** Which version the cluster should agree on. Pure; asked by the leader now and then. */
public final class VersionRules {
  private VersionRules() {}

  /**
   * The version to propose, or null to leave it as it is.
   *
   * @param lowestServer lowest version of any member's program
   */
  public static @Nullable MinorVersion next(Membership membership, MinorVersion lowestServer) {
    @Nullable String agreed = membership.clusterVersion();
    @Nullable MinorVersion current = agreed == null ? null : MinorVersion.parse(agreed);
    if (current == null) {
      return lowestServer;
    }
    Downgrade downgrade = membership.downgrade();
    if (!downgrade.isEnabled()) {
      return current.compareTo(lowestServer) < 0 ? lowestServer : null;
    }
    @Nullable MinorVersion target = MinorVersion.parse(downgrade.targetVersion());
    boolean isReachable =
        target != null
            && target.equals(current.previous())
            && target.equals(lowestServer.previous());
    return isReachable ? target : null;
  }
}
