package io.keelson.node.command;

import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import java.util.List;

/** What requests count against the quota, in bytes: upstream's estimate. Pure. */
public final class QuotaCost {
  /** What granting a lease costs. */
  public static final long LEASE_GRANT = 64;

  private static final long PUT_OVERHEAD_BYTES = 256;

  private QuotaCost() {}

  /** The cost of any request; most cost nothing. */
  public static long of(Command command) {
    return switch (command) {
      case Put put -> of(put);
      case Txn txn -> of(txn);
      case Command.LeaseGrant ignored -> LEASE_GRANT;
      case Command.DeleteRange ignored -> 0;
      case Command.Compact ignored -> 0;
      case Command.LeaseRevoke ignored -> 0;
      case Command.LeaseCheckpoint ignored -> 0;
      case Command.AlarmChange ignored -> 0;
      case Command.ClusterVersionSet ignored -> 0;
      case Command.DowngradeInfoSet ignored -> 0;
      case Command.MemberAttributesSet ignored -> 0;
      case Command.NoEffect ignored -> 0;
      case Command.Unsupported ignored -> 0;
    };
  }

  /** The cost of a put. */
  public static long of(Put put) {
    return PUT_OVERHEAD_BYTES + put.key().length() + put.value().length();
  }

  /** The cost of a transaction: its dearer branch. */
  public static long of(Txn txn) {
    return Math.max(of(txn.success()), of(txn.failure()));
  }

  private static long of(List<Op> ops) {
    long cost = 0;
    for (Op op : ops) {
      cost +=
          switch (op) {
            case Put put -> of(put);
            case Txn nested -> of(nested);
            default -> 0;
          };
    }
    return cost;
  }
}
