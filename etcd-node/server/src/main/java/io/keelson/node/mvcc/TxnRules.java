package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Compare;
import io.keelson.node.command.Refusal;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What is decided about a transaction before any of it is done: which branches it takes, nested
 * ones included, and whether each operation on them is possible. All against the state before it.
 */
final class TxnRules {
  private final KeySpace keys;
  private final long revision;
  private final long compactRevision;
  private final LongPredicate leaseExists;
  private final BitSet path = new BitSet();
  private int steps;

  TxnRules(KeySpace keys, long revision, long compactRevision, LongPredicate leaseExists) {
    this.keys = keys;
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.leaseExists = leaseExists;
  }

  /**
   * The branches, one bit per transaction in the order in which they are met: set means success.
   * Each nested transaction on the chosen branch has its own bit.
   */
  BitSet choose(Txn txn) {
    boolean isSuccess = allHold(txn.compares());
    path.set(steps++, isSuccess);
    for (Op op : isSuccess ? txn.success() : txn.failure()) {
      if (op instanceof Txn nested) {
        choose(nested);
      }
    }
    return path;
  }

  private boolean allHold(List<Compare> compares) {
    for (Compare compare : compares) {
      if (!holds(compare)) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(Compare compare) {
    KeyRange range = KeyRange.of(compare.key(), compare.rangeEnd());
    if (range.isSingle() && compare.target() != Compare.VALUE) {
      return relation(compare, withoutValue(keys.version(range.from())));
    }
    boolean[] found = new boolean[1];
    boolean[] holds = {true};
    keys.walk(
        range,
        (array, offset, length) -> {
          found[0] = true;
          KeyValueView keyValue = KeyValueView.decode(Bytes.wrap(array, offset, length));
          holds[0] = relation(compare, keyValue);
          return holds[0];
        });
    if (!found[0]) {
      // A value can be compared only with one that exists: empty and absent look the same.
      return compare.target() != Compare.VALUE && relation(compare, KeyValueView.absent());
    }
    return holds[0];
  }

  private static KeyValueView withoutValue(@Nullable KeyVersion version) {
    return version == null
        ? KeyValueView.absent()
        : new KeyValueView(
            Bytes.EMPTY,
            version.createRevision(),
            version.revision().main(),
            version.version(),
            Bytes.EMPTY,
            version.lease());
  }

  private static boolean relation(Compare compare, KeyValueView keyValue) {
    long order =
        switch (compare.target()) {
          case Compare.VALUE -> keyValue.value().compareTo(compare.valueOperand());
          case Compare.VERSION -> Long.compare(keyValue.version(), compare.numberOperand());
          case Compare.CREATE -> Long.compare(keyValue.createRevision(), compare.numberOperand());
          case Compare.MOD -> Long.compare(keyValue.modRevision(), compare.numberOperand());
          case Compare.LEASE -> Long.compare(keyValue.lease(), compare.numberOperand());
          default -> 0;
        };
    return switch (compare.result()) {
      case Compare.EQUAL -> order == 0;
      case Compare.NOT_EQUAL -> order != 0;
      case Compare.GREATER -> order > 0;
      case Compare.LESS -> order < 0;
      default -> true;
    };
  }

  /** Why the transaction cannot be done, or null. */
  @Nullable Refusal check(Txn txn) {
    steps = 0;
    return checkBranch(txn);
  }

  private @Nullable Refusal checkBranch(Txn txn) {
    for (Op op : path.get(steps++) ? txn.success() : txn.failure()) {
      @Nullable Refusal refusal =
          switch (op) {
            case RangeOp range -> checkRange(range.range().revision());
            case Put put -> checkPut(keys, put, leaseExists);
            case Txn nested -> checkBranch(nested);
            default -> null;
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Refusal checkRange(long atRevision) {
    if (atRevision == 0) {
      return null;
    }
    if (atRevision > revision) {
      return Refusal.FUTURE_REVISION;
    }
    return atRevision < compactRevision ? Refusal.COMPACTED : null;
  }

  /** Why a put cannot be done, or null. */
  static @Nullable Refusal checkPut(KeySpace keys, Put put, LongPredicate leaseExists) {
    if (put.lease() != 0 && !leaseExists.test(put.lease())) {
      return Refusal.LEASE_NOT_FOUND;
    }
    if ((put.isValueIgnored() || put.isLeaseIgnored())
        && keys.count(new KeyRange(put.key(), null, true)) == 0) {
      return Refusal.KEY_NOT_FOUND;
    }
    return null;
  }
}
