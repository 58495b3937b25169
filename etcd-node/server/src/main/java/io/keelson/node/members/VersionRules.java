package io.keelson.node.members;

import io.keelson.node.members.MemberTable.Membership;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which version the cluster should agree on. Pure; asked by the leader now and then. */
public final class VersionRules {
  private VersionRules() {}

  /**
   * The version to propose, or null to leave it as it is.
   *
   * @param lowestServer lowest version of any member's program, null if one could not be asked
   */
  public static @Nullable MinorVersion next(
      Membership membership, @Nullable MinorVersion lowestServer) {
    @Nullable String agreed = membership.clusterVersion();
    @Nullable MinorVersion current = agreed == null ? null : MinorVersion.parse(agreed);
    if (current == null) {
      // Members that cannot see each other yet may at least begin.
      return lowestServer == null ? MinorVersion.OLDEST : lowestServer;
    }
    if (lowestServer == null) {
      return null;
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

  /** Whether the way back has ended: all members run the version that it leads to. */
  public static boolean isDowngraded(Membership membership, List<MinorVersion> servers) {
    Downgrade downgrade = membership.downgrade();
    @Nullable MinorVersion target = MinorVersion.parse(downgrade.targetVersion());
    return downgrade.isEnabled()
        && target != null
        && servers.stream().allMatch(server -> server.equals(target));
  }

  /** Whether a program of this version is too old for what the members agreed on. */
  public static boolean isTooOld(MinorVersion server, @Nullable String agreed) {
    @Nullable MinorVersion cluster = agreed == null ? null : MinorVersion.parse(agreed);
    return cluster != null && server.compareTo(cluster) < 0;
  }
}
