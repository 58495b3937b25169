package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.Compare;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;

/** Transactions, nested up to three levels, the refused ones included. */
final class TxnGenerator {
  private static final int MAX_DEPTH = 3;
  private static final int TXN_OPS = 128;

  private final Draw draw;
  private final KeySpace keys;
  private final StoreState state;
  private final RangeGenerator ranges;
  private final WriteGenerator writes;
  private final LeaseGenerator leases;

  TxnGenerator(
      Draw draw,
      KeySpace keys,
      StoreState state,
      RangeGenerator ranges,
      WriteGenerator writes,
      LeaseGenerator leases) {
    this.draw = draw;
    this.keys = keys;
    this.state = state;
    this.ranges = ranges;
    this.writes = writes;
    this.leases = leases;
  }

  TxnRequest any() {
    return switch (draw.below(40)) {
      case 0 -> TxnRequest.getDefaultInstance();
      case 1 -> crowded();
      case 2, 3, 4, 5 -> optimistic();
      case 6, 7 -> readOnly();
      case 8 -> sameKeys();
      default -> nested(1);
    };
  }

  /** What Kubernetes sends: if unchanged then write else read. */
  private TxnRequest optimistic() {
    ByteString key = keys.key();
    long expected = draw.percent(50) ? 0 : draw.between(1, state.revision());
    Compare unchanged =
        Compare.newBuilder()
            .setKey(key)
            .setTarget(Compare.CompareTarget.MOD)
            .setResult(Compare.CompareResult.EQUAL)
            .setModRevision(expected)
            .build();
    RequestOp write =
        draw.percent(70)
            ? put(PutRequest.newBuilder().setKey(key).setValue(keys.value()).build())
            : RequestOp.newBuilder()
                .setRequestDeleteRange(writes.delete().toBuilder().setKey(key).clearRangeEnd())
                .build();
    RequestOp read =
        RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
    return TxnRequest.newBuilder().addCompare(unchanged).addSuccess(write).addFailure(read).build();
  }

  private TxnRequest readOnly() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    addCompares(txn);
    for (int i = draw.below(4); i > 0; i--) {
      txn.addSuccess(RequestOp.newBuilder().setRequestRange(calm(ranges.any())));
    }
    for (int i = draw.below(3); i > 0; i--) {
      txn.addFailure(RequestOp.newBuilder().setRequestRange(calm(ranges.any())));
    }
    return txn.build();
  }

  /** Exactly at, or over, the number of operations allowed. */
  private TxnRequest crowded() {
    int count = TXN_OPS - 1 + draw.below(4);
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int place = draw.below(4);
    for (int i = 0; i < count; i++) {
      ByteString key = KeySpace.text("crowd" + i % 20);
      RequestOp read =
          RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
      switch (place) {
        case 0 -> txn.addCompare(Compare.newBuilder().setKey(key).setVersion(0));
        case 1 -> txn.addSuccess(read);
        case 2 -> txn.addFailure(read);
        default ->
            txn.addSuccess(put(PutRequest.newBuilder().setKey(KeySpace.text("k" + i)).build()));
      }
    }
    if (draw.percent(40)) {
      txn.addFailure(RequestOp.newBuilder().setRequestTxn(nested(2)));
    }
    return txn.build();
  }

  /** Puts and deletes that meet on a key, in one branch, in two, or across levels. */
  private TxnRequest sameKeys() {
    ByteString key = keys.key();
    RequestOp put = put(PutRequest.newBuilder().setKey(key).setValue(keys.value()).build());
    RequestOp delete =
        RequestOp.newBuilder()
            .setRequestDeleteRange(
                writes.delete().toBuilder().setKey(key).setRangeEnd(keys.rangeEnd(key)))
            .build();
    TxnRequest.Builder inner = TxnRequest.newBuilder();
    TxnRequest.Builder outer = TxnRequest.newBuilder();
    for (int i = draw.below(3); i >= 0; i--) {
      inner.addSuccess(draw.percent(50) ? put : delete);
      if (draw.percent(40)) {
        inner.addFailure(draw.percent(50) ? put : delete);
      }
    }
    if (draw.percent(40)) {
      outer.addSuccess(draw.percent(50) ? put : delete);
    }
    outer.addSuccess(RequestOp.newBuilder().setRequestTxn(inner));
    if (draw.percent(40)) {
      outer.addSuccess(draw.percent(50) ? put : delete);
    }
    return outer.build();
  }

  private TxnRequest nested(int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    addCompares(txn);
    for (int i = draw.below(5); i > 0; i--) {
      txn.addSuccess(operation(depth));
    }
    for (int i = draw.below(4); i > 0; i--) {
      txn.addFailure(operation(depth));
    }
    return txn.build();
  }

  private RequestOp operation(int depth) {
    int kind = draw.below(200);
    if (kind == 0) {
      return RequestOp.getDefaultInstance();
    }
    if (kind < 80) {
      PutRequest request = writes.put();
      return put(draw.percent(80) ? plain(request) : request);
    }
    if (kind < 140) {
      return RequestOp.newBuilder().setRequestRange(calm(ranges.any())).build();
    }
    if (kind < 175 || depth == MAX_DEPTH) {
      return RequestOp.newBuilder().setRequestDeleteRange(writes.delete()).build();
    }
    return RequestOp.newBuilder().setRequestTxn(nested(depth + 1)).build();
  }

  /** One refused operation spoils the whole transaction; most keep to readable revisions. */
  private RangeRequest calm(RangeRequest range) {
    if (draw.percent(10)) {
      return range;
    }
    long revision = draw.percent(70) ? 0 : state.readableRevision(draw);
    RangeRequest.Builder calm = range.toBuilder().setRevision(revision);
    if (range.getKey().isEmpty()) {
      calm.setKey(keys.key());
    }
    return calm.build();
  }

  private PutRequest plain(PutRequest request) {
    PutRequest.Builder plain =
        request.toBuilder().clearIgnoreLease().clearIgnoreValue().setValue(keys.value());
    if (!leases.isOn()) {
      plain.clearLease();
    }
    if (request.getKey().isEmpty()) {
      plain.setKey(keys.key());
    }
    return plain.build();
  }

  private void addCompares(TxnRequest.Builder txn) {
    for (int i = draw.below(3); i > 0; i--) {
      txn.addCompare(compare());
    }
  }

  private Compare compare() {
    ByteString key = draw.chance(100) ? ByteString.EMPTY : keys.key();
    Compare.Builder compare = Compare.newBuilder().setKey(key);
    compare.setResultValue((int) (draw.chance(100) ? 4 : draw.between(0, 3)));
    int target = (int) (draw.chance(100) ? 5 : draw.between(0, 4));
    compare.setTargetValue(target);
    if (draw.percent(20)) {
      compare.setRangeEnd(keys.rangeEnd(compare.getKey()));
    }
    if (draw.percent(4)) {
      return compare.build(); // nothing to compare with
    }
    int operand = draw.percent(4) ? draw.below(5) : target; // of another kind, now and then
    switch (operand) {
      case 0 -> compare.setVersion(draw.between(-1, 4));
      case 1 -> compare.setCreateRevision(nearRevision());
      case 2 -> compare.setModRevision(nearRevision());
      case 3 -> compare.setValue(keys.value());
      default -> compare.setLease(draw.percent(60) ? 0 : leases.id());
    }
    return compare.build();
  }

  private long nearRevision() {
    return draw.percent(30)
        ? 0
        : draw.between(Math.max(0, state.revision() - 50), state.revision() + 1);
  }

  private static RequestOp put(PutRequest put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }
}
