package io.keelson.node.apply;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Refusal;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Leases and keys without cleverness: two maps. */
final class LeaseModel {
  private static final long TTL_SECONDS_MAX = 9_000_000_000L;

  final TreeMap<Long, Times> leases = new TreeMap<>();
  final TreeMap<Bytes, Long> keys = new TreeMap<>();
  long revision = 1;
  private boolean isChanged;

  record Times(long granted, long remaining) {}

  /** Applies a command; says why not, or null. */
  @Nullable Refusal apply(Command command) {
    isChanged = false;
    Refusal refusal =
        switch (command) {
          case Put put -> write(List.of(put));
          case DeleteRange delete -> write(List.of(delete));
          case Txn txn -> write(txn.success());
          case LeaseGrant grant -> grant(grant);
          case LeaseRevoke revoke -> revoke(revoke);
          case LeaseCheckpoint checkpoint -> {
            checkpoint
                .leases()
                .forEach(
                    one ->
                        leases.computeIfPresent(
                            one.id(), (id, times) -> new Times(times.granted, one.ttlSeconds())));
            yield null;
          }
          default -> throw new IllegalArgumentException(command.toString());
        };
    if (isChanged) {
      revision++;
    }
    return refusal;
  }

  private @Nullable Refusal grant(LeaseGrant grant) {
    if (grant.id() == 0) {
      return Refusal.LEASE_NOT_FOUND;
    }
    if (grant.ttlSeconds() > TTL_SECONDS_MAX) {
      return Refusal.LEASE_TTL_TOO_LARGE;
    }
    if (leases.containsKey(grant.id())) {
      return Refusal.LEASE_EXISTS;
    }
    leases.put(grant.id(), new Times(Math.max(Machines.MIN_TTL_SECONDS, grant.ttlSeconds()), 0));
    return null;
  }

  private @Nullable Refusal revoke(LeaseRevoke revoke) {
    if (leases.remove(revoke.id()) == null) {
      return Refusal.LEASE_NOT_FOUND;
    }
    isChanged = keys.values().removeIf(lease -> lease == revoke.id());
    return null;
  }

  private @Nullable Refusal write(List<Op> ops) {
    Refusal refusal = check(ops);
    if (refusal == null) {
      run(ops);
    }
    return refusal;
  }

  private @Nullable Refusal check(List<Op> ops) {
    for (Op op : ops) {
      Refusal refusal =
          switch (op) {
            case Put put when put.lease() != 0 && !leases.containsKey(put.lease()) ->
                Refusal.LEASE_NOT_FOUND;
            case Put put when put.isLeaseIgnored() && !keys.containsKey(put.key()) ->
                Refusal.KEY_NOT_FOUND;
            case Txn nested -> check(nested.success());
            default -> null;
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private void run(List<Op> ops) {
    for (Op op : ops) {
      switch (op) {
        case Put put -> {
          long kept = keys.getOrDefault(put.key(), 0L);
          keys.put(put.key(), put.isLeaseIgnored() ? kept : put.lease());
          isChanged = true;
        }
        case DeleteRange delete ->
            isChanged |=
                keys.keySet()
                    .removeIf(
                        key ->
                            delete.rangeEnd().isEmpty()
                                ? key.equals(delete.key())
                                : key.compareTo(delete.key()) >= 0
                                    && key.compareTo(delete.rangeEnd()) < 0);
        case Txn nested -> run(nested.success());
        default -> throw new IllegalArgumentException(op.toString());
      }
    }
  }
}
