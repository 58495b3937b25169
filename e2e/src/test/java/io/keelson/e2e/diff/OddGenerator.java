package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.keelson.proto.etcdserverpb.Compare;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Requests that no well-behaved client sends. */
final class OddGenerator {
  private static final int REQUEST_LIMIT = 1536 * 1024;
  private static final int MARGIN = 4_096;
  private static final int OVER_RECEIVE_LIMIT = 2 * 1024 * 1024 + 600 * 1024;
  private static final ByteString BIG = KeySpace.text("big");
  private static final ByteString FILLER = ByteString.copyFrom(new byte[OVER_RECEIVE_LIMIT]);
  private static final List<Rpc> KV =
      List.of(Rpc.RANGE, Rpc.PUT, Rpc.DELETE_RANGE, Rpc.TXN, Rpc.COMPACT);

  private final Draw draw;
  private final KeySpace keys;

  OddGenerator(Draw draw, KeySpace keys) {
    this.draw = draw;
    this.keys = keys;
  }

  Op any(Op model) {
    return switch (draw.below(24)) {
      case 0, 1, 2 -> Op.transport(Rpc.UNKNOWN_METHOD, model.request());
      case 3, 4 -> Op.transport(Rpc.UNKNOWN_SERVICE, model.request());
      case 5 -> Op.of(Rpc.TXN, deep((int) draw.oneOf(4, 10, 30, 60, 100, 126, 127, 128, 129, 140)));
      case 6, 7, 8, 9 -> Op.transport(draw.oneOf(KV), malformed());
      case 10, 11, 12 -> new Op(model.rpc(), truncated(model.request()), Op.TextRule.SAME_CODE);
      case 13, 14, 15, 16 -> unknownFields(model);
      case 17 -> new Op(draw.oneOf(KV), ByteString.EMPTY, Op.TextRule.SAME_TEXT);
      default -> new Op(model.rpc(), model.request().concat(model.request()), model.textRule());
    };
  }

  /** A little below etcd's own limit, above it, and above the transport's. */
  Op oversize() {
    int size =
        (int)
            draw.oneOf(REQUEST_LIMIT - MARGIN, REQUEST_LIMIT + MARGIN, OVER_RECEIVE_LIMIT - MARGIN);
    PutRequest put =
        PutRequest.newBuilder().setKey(BIG).setValue(FILLER.substring(0, size)).build();
    if (size > REQUEST_LIMIT + MARGIN) {
      return Op.transport(Rpc.PUT, put.toByteString());
    }
    if (draw.percent(50)) {
      return Op.of(Rpc.PUT, put);
    }
    RequestOp op = RequestOp.newBuilder().setRequestPut(put).build();
    return Op.of(Rpc.TXN, TxnRequest.newBuilder().addSuccess(op).build());
  }

  /** Otherwise each wide range would carry it. */
  DeleteRangeRequest removeOversize() {
    return DeleteRangeRequest.newBuilder().setKey(BIG).build();
  }

  /** Deeper than a decoder's default limit, and than the number of operations allowed. */
  private TxnRequest deep(int levels) {
    ByteString key = keys.key();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addCompare(Compare.newBuilder().setKey(key).setVersion(0))
            .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(key)))
            .build();
    for (int level = 1; level < levels; level++) {
      txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(txn)).build();
    }
    return txn;
  }

  private ByteString malformed() {
    return switch (draw.below(9)) {
      case 0 -> bytes(0x0a); // a length is missing
      case 1 -> bytes(0x0a, 0x05, 'a'); // longer than what follows
      case 2 -> bytes(0x00, 0x01); // field number zero
      case 3 -> bytes(0x0f); // wire type 7
      case 4 -> bytes(0x0e); // wire type 6
      case 5 -> bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
      case 6 -> bytes(0x0c); // end of a group that never began
      case 7 -> bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f); // negative length
      default -> bytes(0x1d, 0x01); // four bytes announced, one there
    };
  }

  private ByteString truncated(ByteString whole) {
    return whole.isEmpty() ? malformed() : whole.substring(0, draw.below(whole.size()));
  }

  /** Fields of a later version must be ignored, known numbers of another wire type too. */
  private Op unknownFields(Op model) {
    ByteString.Output extra = ByteString.newOutput();
    CodedOutputStream output = CodedOutputStream.newInstance(extra);
    try {
      output.writeInt64((int) draw.oneOf(50, 500, 536_870_911), draw.between(-1, 1_000));
      output.writeFixed32(1, 7);
      if (draw.percent(50)) {
        output.writeByteArray(99, new byte[] {1, 2, 3});
      }
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteString fields = extra.toByteString();
    boolean first = draw.percent(50);
    ByteString request = first ? fields.concat(model.request()) : model.request().concat(fields);
    return new Op(model.rpc(), request, model.textRule());
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }
}
