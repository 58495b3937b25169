package io.keelson.node.mvcc;

import com.google.protobuf.ByteString;
import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Compare;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.PutResponse;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.ResponseOp;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The store as one would write it down: a list of changes in the order of revisions, and every
 * question answered by going through all of it. Made from the upstream rules, not from our code.
 */
final class MvccModel {
  static final long LEASE_MAX = 3;

  private final TreeMap<Revision, Row> rows = new TreeMap<>();
  private long revision = 1;
  private long compactRevision = -1;
  private int subs;

  private record Row(boolean isTombstone, KeyValue keyValue) {
    Bytes key() {
      return Bytes.wrap(keyValue.getKey().toByteArray());
    }
  }

  /** What a request is answered with. */
  record Answer(@Nullable Refusal refusal, long revision, long number, List<Bytes> items) {
    static Answer refused(Refusal refusal) {
      return new Answer(refusal, 0, 0, List.of());
    }
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  Answer apply(Command command) {
    return switch (command) {
      case Put put -> put(put);
      case DeleteRange delete -> delete(delete);
      case Txn txn -> txn(txn);
      case Command.Compact compact -> compact(compact.revision());
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  private Answer put(Put put) {
    @Nullable Refusal refusal = refusal(put, state(Long.MAX_VALUE));
    if (refusal != null) {
      return Answer.refused(refusal);
    }
    @Nullable KeyValue old = doPut(put);
    end();
    return new Answer(
        null, revision, 0, old == null || !put.isPrevKvWanted() ? List.of() : List.of(wrap(old)));
  }

  private Answer delete(DeleteRange delete) {
    List<KeyValue> deleted = doDelete(delete);
    end();
    List<Bytes> items = new ArrayList<>();
    if (delete.isPrevKvWanted()) {
      deleted.forEach(keyValue -> items.add(wrap(keyValue)));
    }
    return new Answer(null, revision, deleted.size(), items);
  }

  private Answer txn(Txn txn) {
    NavigableMap<Bytes, KeyValue> before = state(Long.MAX_VALUE);
    @Nullable Refusal refusal = refusal(txn, before);
    if (refusal != null) {
      return Answer.refused(refusal);
    }
    TxnResponse response = doTxn(txn, before).build();
    end();
    return new Answer(null, revision, 0, List.of(Bytes.wrap(response.toByteArray())));
  }

  private Answer compact(long at) {
    if (at <= compactRevision) {
      return Answer.refused(Refusal.COMPACTED);
    }
    if (at > revision) {
      return Answer.refused(Refusal.FUTURE_REVISION);
    }
    compactRevision = at;
    return new Answer(null, 0, 0, List.of());
  }

  private void end() {
    revision = now();
    subs = 0;
  }

  private long now() {
    return subs == 0 ? revision : revision + 1;
  }

  private void record(Row row) {
    rows.put(new Revision(revision + 1, subs++), row);
  }

  /** Live keys at a revision. */
  NavigableMap<Bytes, KeyValue> state(long at) {
    TreeMap<Bytes, KeyValue> state = new TreeMap<>();
    for (Map.Entry<Revision, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      if (entry.getKey().main() <= at) {
        if (row.isTombstone()) {
          state.remove(row.key());
        } else {
          state.put(row.key(), row.keyValue());
        }
      }
    }
    return state;
  }

  private static @Nullable Refusal refusal(Put put, NavigableMap<Bytes, KeyValue> before) {
    if (put.lease() != 0 && put.lease() > LEASE_MAX) {
      return Refusal.LEASE_NOT_FOUND;
    }
    boolean isOldNeeded = put.isValueIgnored() || put.isLeaseIgnored();
    return isOldNeeded && !before.containsKey(put.key()) ? Refusal.KEY_NOT_FOUND : null;
  }

  private @Nullable Refusal refusal(Txn txn, NavigableMap<Bytes, KeyValue> before) {
    for (Op op : branch(txn, before)) {
      @Nullable Refusal refusal =
          switch (op) {
            case Put put -> refusal(put, before);
            case Txn nested -> refusal(nested, before);
            case RangeOp range -> refusal(range.range().revision());
            default -> null;
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  @Nullable Refusal refusal(long at) {
    if (at == 0) {
      return null;
    }
    return at > revision
        ? Refusal.FUTURE_REVISION
        : at < compactRevision ? Refusal.COMPACTED : null;
  }

  private static List<Op> branch(Txn txn, NavigableMap<Bytes, KeyValue> before) {
    return isSuccess(txn, before) ? txn.success() : txn.failure();
  }

  private static boolean isSuccess(Txn txn, NavigableMap<Bytes, KeyValue> before) {
    return txn.compares().stream().allMatch(compare -> holds(compare, before));
  }

  private static boolean holds(Compare compare, NavigableMap<Bytes, KeyValue> before) {
    List<KeyValue> concerned = select(before, compare.key(), compare.rangeEnd());
    if (concerned.isEmpty()) {
      return compare.target() != Compare.VALUE && holds(compare, KeyValue.getDefaultInstance());
    }
    return concerned.stream().allMatch(keyValue -> holds(compare, keyValue));
  }

  private static boolean holds(Compare compare, KeyValue keyValue) {
    int order =
        switch (compare.target()) {
          case Compare.VERSION -> Long.compare(keyValue.getVersion(), compare.number());
          case Compare.CREATE -> Long.compare(keyValue.getCreateRevision(), compare.number());
          case Compare.MOD -> Long.compare(keyValue.getModRevision(), compare.number());
          case Compare.LEASE -> Long.compare(keyValue.getLease(), compare.number());
          default -> Bytes.wrap(keyValue.getValue().toByteArray()).compareTo(compare.value());
        };
    return switch (compare.result()) {
      case Compare.EQUAL -> order == 0;
      case Compare.GREATER -> order > 0;
      case Compare.LESS -> order < 0;
      default -> order != 0;
    };
  }

  private @Nullable KeyValue doPut(Put put) {
    @Nullable KeyValue old = state(Long.MAX_VALUE).get(put.key());
    KeyValue.Builder next =
        KeyValue.newBuilder()
            .setKey(proto(put.key()))
            .setValue(put.isValueIgnored() && old != null ? old.getValue() : proto(put.value()))
            .setLease(put.isLeaseIgnored() && old != null ? old.getLease() : put.lease())
            .setModRevision(revision + 1)
            .setCreateRevision(old == null ? revision + 1 : old.getCreateRevision())
            .setVersion(old == null ? 1 : old.getVersion() + 1);
    record(new Row(false, next.build()));
    return old;
  }

  private List<KeyValue> doDelete(DeleteRange delete) {
    List<KeyValue> found = select(state(Long.MAX_VALUE), delete.key(), delete.rangeEnd());
    for (KeyValue keyValue : found) {
      record(new Row(true, KeyValue.newBuilder().setKey(keyValue.getKey()).build()));
    }
    return found;
  }

  private TxnResponse.Builder doTxn(Txn txn, NavigableMap<Bytes, KeyValue> before) {
    List<Op> branch = branch(txn, before);
    TxnResponse.Builder out = TxnResponse.newBuilder().setSucceeded(isSuccess(txn, before));
    for (Op op : branch) {
      ResponseOp.Builder response = ResponseOp.newBuilder();
      switch (op) {
        case RangeOp range ->
            response.setResponseRange(range(range.range()).toBuilder().setHeader(header()));
        case Put put -> {
          PutResponse.Builder done = PutResponse.newBuilder();
          @Nullable KeyValue old = doPut(put);
          if (old != null && put.isPrevKvWanted()) {
            done.setPrevKv(old);
          }
          response.setResponsePut(done.setHeader(header()));
        }
        case DeleteRange delete -> {
          List<KeyValue> old = doDelete(delete);
          DeleteRangeResponse.Builder done = DeleteRangeResponse.newBuilder();
          if (delete.isPrevKvWanted()) {
            done.addAllPrevKvs(old);
          }
          response.setResponseDeleteRange(done.setDeleted(old.size()).setHeader(header()));
        }
        case Txn nested ->
            response.setResponseTxn(
                doTxn(nested, before).setHeader(ResponseHeader.getDefaultInstance()));
        default -> throw new IllegalArgumentException(op.toString());
      }
      out.addResponses(response);
    }
    return out;
  }

  private ResponseHeader header() {
    return ResponseHeader.newBuilder().setRevision(now()).build();
  }

  RangeResponse range(RangeRequest request) {
    long at = request.revision() <= 0 ? Long.MAX_VALUE : request.revision();
    List<KeyValue> found = select(state(at), request.key(), request.rangeEnd());
    RangeResponse.Builder out = RangeResponse.newBuilder().setCount(found.size());
    if (request.isCountOnly()) {
      return out.build();
    }
    found.removeIf(kv -> !request.filter().accepts(kv.getModRevision(), kv.getCreateRevision()));
    boolean isUnsorted = request.sortOrder() == RangeRequest.NONE;
    Comparator<KeyValue> order =
        switch (request.sortTarget()) {
          case RangeRequest.BY_VERSION -> Comparator.comparingLong(KeyValue::getVersion);
          case RangeRequest.BY_CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
          case RangeRequest.BY_MOD -> Comparator.comparingLong(KeyValue::getModRevision);
          case RangeRequest.BY_VALUE ->
              Comparator.comparing(kv -> Bytes.wrap(kv.getValue().toByteArray()));
          default -> Comparator.comparing(kv -> Bytes.wrap(kv.getKey().toByteArray()));
        };
    if (isUnsorted && request.limit() > 0) {
      // Upstream fetches one more than the limit before it filters or sorts, unless it filters.
      boolean isCutBefore = !request.filter().isSet() && found.size() > request.limit();
      found = isCutBefore ? found.subList(0, (int) request.limit() + 1) : found;
    }
    found.sort(request.sortOrder() == RangeRequest.DESCEND ? order.reversed() : order);
    boolean isMore = request.limit() > 0 && found.size() > request.limit();
    for (KeyValue kv : isMore ? found.subList(0, (int) request.limit()) : found) {
      KeyValue.Builder copy = kv.toBuilder();
      if (request.isKeysOnly()) {
        copy.clearValue();
        if (request.sortTarget() != RangeRequest.BY_VALUE) {
          copy.clearLease();
        }
      }
      out.addKvs(copy);
    }
    return out.setMore(isMore).build();
  }

  static List<KeyValue> select(NavigableMap<Bytes, KeyValue> state, Bytes key, Bytes rangeEnd) {
    List<KeyValue> found = new ArrayList<>();
    state.forEach(
        (candidate, keyValue) -> {
          boolean isIn =
              rangeEnd.isEmpty()
                  ? candidate.equals(key)
                  : candidate.compareTo(key) >= 0
                      && (rangeEnd.equals(Bytes.of(0)) || candidate.compareTo(rangeEnd) < 0);
          if (isIn) {
            found.add(keyValue);
          }
        });
    return found;
  }

  /** Removes what a finished compaction has removed. */
  void removeCompacted() {
    NavigableSet<Revision> keep = keep(compactRevision, true);
    rows.keySet().removeIf(at -> at.main() <= compactRevision && !keep.contains(at));
  }

  /** The newest change of each key up to a revision, unless a tombstone (or one at just there). */
  private NavigableSet<Revision> keep(long at, boolean isTombstoneAtKept) {
    TreeMap<Bytes, Revision> newest = new TreeMap<>();
    rows.headMap(new Revision(at + 1, 0)).forEach((when, row) -> newest.put(row.key(), when));
    NavigableSet<Revision> keep = new TreeSet<>(newest.values());
    keep.removeIf(
        when -> {
          Row row = rows.get(when);
          return row == null || (row.isTombstone() && !(isTombstoneAtKept && when.main() == at));
        });
    return keep;
  }

  /** Whether HashKV there does not depend on how far removal has come. */
  boolean hasLiveKeys(long at) {
    return !keep(at, false).isEmpty();
  }

  /** HashKV at a revision. */
  long hash(long at) {
    return hash(at, compactRevision, keep(at, false));
  }

  /** The hash kept for a compaction, before its removal. */
  long compactionHash(long previous, long at) {
    return hash(at, previous, keep(at, true));
  }

  private long hash(long at, long compacted, NavigableSet<Revision> keep) {
    CRC32C crc = new CRC32C();
    crc.update("key".getBytes(StandardCharsets.US_ASCII));
    rows.forEach(
        (when, row) -> {
          boolean isRemoved = when.main() <= compacted && !keep.isEmpty() && !keep.contains(when);
          boolean isEdge = row.isTombstone() && when.main() == compacted;
          if (when.main() > at || isRemoved || isEdge) {
            return;
          }
          ByteBuffer key = ByteBuffer.allocate(row.isTombstone() ? 18 : 17);
          key.putLong(when.main()).put((byte) '_').putLong(when.sub());
          if (row.isTombstone()) {
            key.put((byte) 't');
          }
          crc.update(key.array());
          crc.update(row.keyValue().toByteArray());
        });
    return crc.getValue();
  }

  private static ByteString proto(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  private static Bytes wrap(KeyValue keyValue) {
    return Bytes.wrap(keyValue.toByteArray());
  }
}
