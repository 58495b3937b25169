package io.keelson.node.api;

import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.EmptyOp;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Compare;
import io.keelson.node.command.RangeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks of requests before anything is proposed, in upstream's order. Pure. */
final class RequestRules {
  private RequestRules() {}

  static @Nullable Status check(RangeRequest range) {
    if (range.key().isEmpty()) {
      return Statuses.EMPTY_KEY;
    }
    if (range.sortOrder() < 0
        || range.sortOrder() > RangeRequest.DESCEND
        || range.sortTarget() < 0
        || range.sortTarget() > RangeRequest.BY_VALUE) {
      return Statuses.INVALID_SORT_OPTION;
    }
    return null;
  }

  static @Nullable Status checkStream(RangeRequest range) {
    @Nullable Status status = check(range);
    if (status != null) {
      return status;
    }
    if (!range.isInKeyOrder()) {
      return Statuses.STREAM_SORT;
    }
    return range.filter().isSet() ? Statuses.STREAM_FILTER : null;
  }

  static @Nullable Status check(Put put) {
    if (put.key().isEmpty()) {
      return Statuses.EMPTY_KEY;
    }
    if (put.isValueIgnored() && !put.value().isEmpty()) {
      return Statuses.VALUE_PROVIDED;
    }
    if (put.isLeaseIgnored() && put.lease() != 0) {
      return Statuses.LEASE_PROVIDED;
    }
    return null;
  }

  static @Nullable Status check(DeleteRange delete) {
    return delete.key().isEmpty() ? Statuses.EMPTY_KEY : null;
  }

  static @Nullable Status check(Txn txn, long opsMax) {
    @Nullable Status status = checkFields(txn, opsMax);
    if (status != null) {
      return status;
    }
    // After the field checks, which bound the size.
    if (Overlaps.of(txn.success()) == null || Overlaps.of(txn.failure()) == null) {
      return Statuses.DUPLICATE_KEY;
    }
    return null;
  }

  private static @Nullable Status checkFields(Txn txn, long opsMax) {
    int ops = Math.max(txn.compares().size(), Math.max(txn.success().size(), txn.failure().size()));
    if (ops > opsMax) {
      return Statuses.TOO_MANY_OPS;
    }
    for (Compare compare : txn.compares()) {
      if (compare.key().isEmpty()) {
        return Statuses.EMPTY_KEY;
      }
    }
    @Nullable Status status = checkOps(txn.success(), opsMax - ops);
    return status != null ? status : checkOps(txn.failure(), opsMax - ops);
  }

  private static @Nullable Status checkOps(List<Op> ops, long opsMax) {
    for (Op op : ops) {
      @Nullable Status status =
          switch (op) {
            case RangeOp range -> check(range.range());
            case Put put -> check(put);
            case DeleteRange delete -> check(delete);
            case Txn nested -> checkFields(nested, opsMax);
            case EmptyOp ignored -> Statuses.KEY_NOT_FOUND;
          };
      if (status != null) {
        return status;
      }
    }
    return null;
  }

  /**
   * Whether only ranges would run, so that no log entry is needed. A nested transaction counts as a
   * write.
   */
  static boolean isReadOnly(Txn txn) {
    return txn.success().stream().allMatch(RangeOp.class::isInstance)
        && txn.failure().stream().allMatch(RangeOp.class::isInstance);
  }

  /** Whether all ranges of a read-only transaction are content with this member's own state. */
  static boolean isSerializable(Txn txn) {
    return isSerializable(txn.success()) && isSerializable(txn.failure());
  }

  private static boolean isSerializable(List<Op> ops) {
    return ops.stream()
        .allMatch(op -> op instanceof RangeOp range && range.range().isSerializable());
  }

  /** Keys put and ranges deleted by one branch, nested transactions included. */
  private static final class Overlaps {
    private final TreeSet<Bytes> puts = new TreeSet<>();
    private final List<DeleteRange> deletes = new ArrayList<>();

    /** Collects a branch; null if a key is put twice, or put and deleted. */
    static @Nullable Overlaps of(List<Op> ops) {
      Overlaps all = new Overlaps();
      for (Op op : ops) {
        if (op instanceof DeleteRange delete) {
          all.deletes.add(delete);
        }
      }
      for (Op op : ops) {
        if (op instanceof Txn nested && !all.addNested(nested)) {
          return null;
        }
      }
      for (Op op : ops) {
        if (op instanceof Put put && (all.isDeleted(put.key()) || !all.puts.add(put.key()))) {
          return null;
        }
      }
      return all;
    }

    private boolean addNested(Txn nested) {
      @Nullable Overlaps success = of(nested.success());
      @Nullable Overlaps failure = success == null ? null : of(nested.failure());
      if (success == null || failure == null) {
        return false;
      }
      for (Bytes key : success.puts) {
        if (puts.contains(key) || isDeleted(key)) {
          return false;
        }
        puts.add(key);
      }
      for (Bytes key : failure.puts) {
        // Both branches of one transaction may put the same key: only one of them runs.
        if ((puts.contains(key) && !success.puts.contains(key)) || isDeleted(key)) {
          return false;
        }
        puts.add(key);
      }
      deletes.addAll(success.deletes);
      deletes.addAll(failure.deletes);
      return true;
    }

    private boolean isDeleted(Bytes key) {
      for (DeleteRange delete : deletes) {
        boolean isWithin =
            delete.rangeEnd().isEmpty()
                ? key.equals(delete.key())
                : key.compareTo(delete.key()) >= 0 && key.compareTo(delete.rangeEnd()) < 0;
        if (isWithin) {
          return true;
        }
      }
      return false;
    }
  }
}
