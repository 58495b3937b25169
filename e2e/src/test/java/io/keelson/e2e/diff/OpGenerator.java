package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** The stream of operations of one seed; what was answered steers only the revisions drawn. */
final class OpGenerator {
  private static final int CHUNKY_KEYS = 30;
  private static final int CHUNKY_SIZE = 100 * 1024;

  private final Draw draw;
  private final StoreState state;
  private final KeySpace keys;
  private final RangeGenerator ranges;
  private final WriteGenerator writes;
  private final LeaseGenerator leases;
  private final TxnGenerator txns;
  private final OddGenerator odd;
  private final Deque<Op> planned = new ArrayDeque<>();

  OpGenerator(Options options, StoreState state) {
    this.draw = new Draw(new SplittableRandom(options.seed()));
    this.state = state;
    this.keys = new KeySpace(draw, options.keys());
    this.ranges = new RangeGenerator(draw, keys, state);
    this.leases = new LeaseGenerator(draw, options.leases());
    this.writes = new WriteGenerator(draw, keys, leases);
    this.txns = new TxnGenerator(draw, keys, state, ranges, writes, leases);
    this.odd = new OddGenerator(draw, keys);
  }

  Op next() {
    if (!planned.isEmpty()) {
      return planned.removeFirst();
    }
    if (draw.chance(8_000)) {
      planChunkyStream();
    }
    Op ordinary = ordinary();
    if (draw.chance(800)) {
      planned.add(Op.of(Rpc.DELETE_RANGE, odd.removeOversize()));
      return odd.oversize();
    }
    boolean isOdd = draw.percent(3) && !leases.isLease(ordinary.rpc());
    Op op = isOdd ? odd.any(ordinary) : ordinary;
    return UpstreamCrash.isCausedBy(op) ? next() : op;
  }

  private Op ordinary() {
    int kind = draw.below(leases.isOn() ? 1_080 : 1_000);
    if (kind < 290) {
      return Op.of(Rpc.PUT, writes.put());
    }
    if (kind < 540) {
      return Op.of(Rpc.RANGE, ranges.any());
    }
    if (kind < 630) {
      return Op.of(Rpc.RANGE_STREAM, ranges.forStream());
    }
    if (kind < 700) {
      return Op.of(Rpc.DELETE_RANGE, writes.delete());
    }
    if (kind < 980) {
      return Op.of(Rpc.TXN, txns.any());
    }
    if (kind < 988) {
      return Op.of(Rpc.COMPACT, compaction());
    }
    if (kind < 1_000) {
      return Op.of(Rpc.HASH_KV, hash());
    }
    return leases.any();
  }

  /** HashKV at revisions of every kind: current, compacted exactly, between, outside. */
  HashKVRequest hash() {
    return HashKVRequest.newBuilder()
        .setRevision(draw.percent(20) ? 0 : state.anyRevision(draw))
        .build();
  }

  private CompactionRequest compaction() {
    long revision =
        draw.percent(25)
            ? state.anyRevision(draw)
            : draw.between(Math.max(1, state.revision() - 300), state.revision());
    return CompactionRequest.newBuilder()
        .setRevision(revision)
        .setPhysical(draw.percent(70))
        .build();
  }

  /** Values so large that a stream needs several chunks of different length; removed afterwards. */
  private void planChunkyStream() {
    ByteString prefix = KeySpace.text("chunky/");
    for (int i = 0; i < CHUNKY_KEYS; i++) {
      ByteString key = prefix.concat(KeySpace.text("%02d".formatted(i)));
      ByteString value =
          draw.bytes(1).concat(ByteString.copyFrom(new byte[draw.below(CHUNKY_SIZE)]));
      planned.add(Op.of(Rpc.PUT, PutRequest.newBuilder().setKey(key).setValue(value).build()));
    }
    ByteString end = KeySpace.prefixEnd(prefix);
    RangeRequest all = RangeRequest.newBuilder().setKey(prefix).setRangeEnd(end).build();
    planned.add(Op.of(Rpc.RANGE_STREAM, all));
    planned.add(
        Op.of(Rpc.RANGE_STREAM, all.toBuilder().setLimit(1 + draw.below(CHUNKY_KEYS)).build()));
    planned.add(Op.of(Rpc.RANGE_STREAM, all.toBuilder().setKeysOnly(true).build()));
    planned.add(Op.of(Rpc.RANGE, all));
    planned.add(
        Op.of(
            Rpc.DELETE_RANGE,
            DeleteRangeRequest.newBuilder().setKey(prefix).setRangeEnd(end).build()));
  }
}
