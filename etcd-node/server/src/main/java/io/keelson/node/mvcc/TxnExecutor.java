package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.EmptyOp;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts, deletions and transactions as log entries ask for them. Owned by the apply thread; a
 * function of the store's state and the request only.
 */
public final class TxnExecutor {
  private static final int LARGE_KEYS = 2000;
  private static final int SUCCEEDED = 2;
  private static final int KEY_VALUES = 2;

  private final MvccStore store;
  private final LongPredicate leaseExists;

  /** Works on a store; {@code leaseExists} knows the leases at this point of the log. */
  public TxnExecutor(MvccStore store, LongPredicate leaseExists) {
    this.store = store;
    this.leaseExists = leaseExists;
  }

  /** Sets a key, or says why not. */
  public Outcome<PutResult> put(Put put) {
    @Nullable Refusal refusal = refusal(put);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    WriteTxn txn = store.begin();
    PutResult result = txn.put(put);
    txn.end();
    return Outcome.of(result);
  }

  private @Nullable Refusal refusal(Put put) {
    if (put.lease() == 0 && !put.isValueIgnored() && !put.isLeaseIgnored()) {
      return null;
    }
    return TxnRules.checkPut(store.keys(), put, leaseExists);
  }

  /** Deletes keys. */
  public DeleteResult delete(DeleteRange delete) {
    WriteTxn txn = store.begin();
    DeleteResult result = txn.delete(delete);
    txn.end();
    return result;
  }

  /** Whether a deletion is so large that {@link #deleteLarge} should do it. */
  public boolean isLarge(DeleteRange delete) {
    return !delete.isPrevKvWanted()
        && !delete.rangeEnd().isEmpty()
        && store.keys().count(KeyRange.of(delete.key(), delete.rangeEnd())) > LARGE_KEYS;
  }

  /**
   * Deletes many keys in bounded memory. All changes before it must have been written, and its own
   * must be before anything else is done, see {@link MvccStore#mustCommit}.
   */
  public DeleteResult deleteLarge(DeleteRange delete) {
    long revision = store.revision() + 1;
    long deleted = store.deleteAll(KeyRange.of(delete.key(), delete.rangeEnd()), revision);
    store.advance(revision);
    return new DeleteResult(revision, deleted, List.of());
  }

  /**
   * Deletes the keys attached to a lease, in ascending order and at one revision, if there are any.
   *
   * @return the revision after it, or −1 if they are so many that {@link #deleteAttachedLarge}
   *     should do it; then nothing was done
   */
  public long deleteAttached(long lease) {
    List<Bytes> keys = store.attached(lease, LARGE_KEYS + 1);
    if (keys.size() > LARGE_KEYS) {
      return -1;
    }
    WriteTxn txn = store.begin();
    txn.delete(keys);
    txn.end();
    return store.revision();
  }

  /** The same in bounded memory, under the conditions of {@link #deleteLarge}. */
  public long deleteAttachedLarge(long lease) {
    long revision = store.revision() + 1;
    if (store.deleteAttached(lease, revision) > 0) {
      store.advance(revision);
    }
    return store.revision();
  }

  /** Does a transaction that may write, or says why not. */
  public Outcome<TxnResult> txn(Txn txn) {
    TxnRules rules =
        new TxnRules(store.keys(), store.revision(), store.compactRevision(), leaseExists);
    BitSet path = rules.choose(txn);
    @Nullable Refusal refusal = rules.check(txn);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    WriteTxn writes = store.begin();
    Bytes body = new Execution(new WriteOps(store, writes), path).run(txn);
    writes.end();
    return Outcome.of(new TxnResult(writes.revision(), body));
  }

  /** Does a transaction of ranges only on a view, or says why not. Any thread. */
  public static Outcome<TxnResult> readOnly(StoreView view, Txn txn) {
    TxnRules rules =
        new TxnRules(view.at(0), view.revision(), view.compactRevision(), lease -> true);
    BitSet path = rules.choose(txn);
    @Nullable Refusal refusal = rules.check(txn);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Bytes body = new Execution(new ReadOps(view), path).run(txn);
    return Outcome.of(new TxnResult(view.revision(), body));
  }

  /** What the operations of a transaction work on. */
  private sealed interface Ops {
    KeySpace keys(long revision);

    long revision();

    PutResult put(Put put);

    DeleteResult delete(DeleteRange delete);
  }

  private record WriteOps(MvccStore store, WriteTxn writes) implements Ops {
    @Override
    public KeySpace keys(long revision) {
      return revision <= 0 || revision > writes.beginRevision()
          ? store.keys()
          : store.keysAt(revision);
    }

    @Override
    public long revision() {
      return writes.revision();
    }

    @Override
    public PutResult put(Put put) {
      return writes.put(put);
    }

    @Override
    public DeleteResult delete(DeleteRange delete) {
      return writes.delete(delete);
    }
  }

  private record ReadOps(StoreView view) implements Ops {
    @Override
    public KeySpace keys(long revision) {
      return view.at(revision);
    }

    @Override
    public long revision() {
      return view.revision();
    }

    @Override
    public PutResult put(Put put) {
      throw new IllegalStateException("a read-only transaction has no put");
    }

    @Override
    public DeleteResult delete(DeleteRange delete) {
      throw new IllegalStateException("a read-only transaction has no deletion");
    }
  }

  /** Runs the chosen branches and encodes the answers. */
  private static final class Execution {
    private final Ops ops;
    private final BitSet path;
    private int steps;

    Execution(Ops ops, BitSet path) {
      this.ops = ops;
      this.path = path;
    }

    Bytes run(Txn txn) {
      boolean isSuccess = path.get(steps++);
      WireWriter out = new WireWriter(256);
      out.boolField(SUCCEEDED, isSuccess);
      for (Op op : isSuccess ? txn.success() : txn.failure()) {
        switch (op) {
          case RangeOp range -> Responses.range(out, range(range.range()));
          case Put put -> Responses.put(out, ops.put(put));
          case DeleteRange delete -> Responses.delete(out, ops.delete(delete));
          case Txn nested -> Responses.txn(out, run(nested));
          case EmptyOp ignored -> {
            // Refused at the door; one that came through another member's log does nothing.
          }
        }
      }
      return out.toBytes();
    }

    private Bytes range(RangeRequest request) {
      WireWriter out = new WireWriter(256);
      Responses.header(out, ops.revision());
      RangeResult result =
          RangeReader.read(
              ops.keys(request.revision()),
              request,
              (array, offset, length) -> {
                out.lengthPrefix(KEY_VALUES, length);
                out.raw(array, offset, length);
              });
      Responses.rangeTail(out, result);
      return out.toBytes();
    }
  }
}
