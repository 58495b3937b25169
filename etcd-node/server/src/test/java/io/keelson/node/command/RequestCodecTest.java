package io.keelson.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.Compact;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.EmptyOp;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.RangeRequest.RevisionFilter;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The codec made by hand against the generated classes. */
final class RequestCodecTest {
  private static final int ROUNDS = 20_000;
  private static final int UNKNOWN_FIELD = 99;

  private interface Codec<T> {
    T read(Bytes message) throws WireException;
  }

  private interface Generated<T> {
    T read(byte[] message) throws InvalidProtocolBufferException;
  }

  private static Bytes bytes(ByteString string) {
    return Bytes.wrap(string.toByteArray());
  }

  private static Put put(PutRequest put) {
    return new Put(
        bytes(put.getKey()),
        bytes(put.getValue()),
        put.getLease(),
        put.getPrevKv(),
        put.getIgnoreValue(),
        put.getIgnoreLease());
  }

  private static DeleteRange delete(DeleteRangeRequest delete) {
    return new DeleteRange(bytes(delete.getKey()), bytes(delete.getRangeEnd()), delete.getPrevKv());
  }

  private static Compact compact(CompactionRequest compact) {
    return new Compact(compact.getRevision(), compact.getPhysical());
  }

  private static RangeRequest range(io.keelson.proto.etcdserverpb.RangeRequest range) {
    return new RangeRequest(
        bytes(range.getKey()),
        bytes(range.getRangeEnd()),
        range.getLimit(),
        range.getRevision(),
        range.getSortOrderValue(),
        range.getSortTargetValue(),
        range.getSerializable(),
        range.getKeysOnly(),
        range.getCountOnly(),
        new RevisionFilter(
            range.getMinModRevision(),
            range.getMaxModRevision(),
            range.getMinCreateRevision(),
            range.getMaxCreateRevision()));
  }

  private static Txn txn(TxnRequest txn) {
    return new Txn(
        txn.getCompareList().stream().map(RequestCodecTest::compare).toList(),
        ops(txn.getSuccessList()),
        ops(txn.getFailureList()));
  }

  private static List<Op> ops(List<RequestOp> ops) {
    return ops.stream().map(RequestCodecTest::op).toList();
  }

  private static Op op(RequestOp op) {
    return switch (op.getRequestCase()) {
      case REQUEST_RANGE -> new RangeOp(range(op.getRequestRange()));
      case REQUEST_PUT -> put(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
      case REQUEST_TXN -> txn(op.getRequestTxn());
      case REQUEST_NOT_SET -> new EmptyOp();
    };
  }

  private static Compare compare(io.keelson.proto.etcdserverpb.Compare compare) {
    return new Compare(
        compare.getResultValue(),
        compare.getTargetValue(),
        bytes(compare.getKey()),
        bytes(compare.getRangeEnd()),
        compare.getTargetUnionCase().getNumber(),
        compare.getVersion()
            + compare.getCreateRevision()
            + compare.getModRevision()
            + compare.getLease(),
        bytes(compare.getValue()));
  }

  /** A compare's operand of the kind that is not set does not count. */
  private static Txn normal(Txn txn) {
    return new Txn(
        txn.compares().stream().map(RequestCodecTest::normal).toList(),
        txn.success().stream().map(RequestCodecTest::normal).toList(),
        txn.failure().stream().map(RequestCodecTest::normal).toList());
  }

  private static Op normal(Op op) {
    return op instanceof Txn nested ? normal(nested) : op;
  }

  private static Compare normal(Compare compare) {
    boolean isValue = compare.operandField() == 7;
    return new Compare(
        compare.result(),
        compare.target(),
        compare.key(),
        compare.rangeEnd(),
        compare.operandField(),
        isValue ? 0 : compare.number(),
        isValue ? compare.value() : Bytes.EMPTY);
  }

  private static <T> boolean check(
      byte[] message, Codec<T> codec, Generated<T> generated, boolean isValueCompared) {
    @Nullable T wanted = null;
    try {
      wanted = generated.read(message);
    } catch (InvalidProtocolBufferException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
    try {
      T read = codec.read(Bytes.wrap(message));
      assertThat(wanted).as("%s is refused", Bytes.wrap(message)).isNotNull();
      if (isValueCompared) {
        assertThat(read).as("%s", Bytes.wrap(message)).isEqualTo(wanted);
      }
      return true;
    } catch (WireException refused) {
      // The generated Java cuts such a tag to 32 bits; upstream's Go refuses it as we do.
      if (!"invalid field number".equals(refused.getMessage())) {
        assertThat(wanted).as("%s: %s", Bytes.wrap(message), refused.getMessage()).isNull();
      }
      return false;
    }
  }

  /** Fields up to a number, in any order and more than once, of any wire type. */
  private static byte[] flat(SplittableRandom random, int fieldMax) {
    WireWriter out = new WireWriter(64);
    for (int i = random.nextInt(8); i > 0; i--) {
      addField(out, random, 1 + random.nextInt(fieldMax));
    }
    return out.toArray();
  }

  private static void addField(WireWriter out, SplittableRandom random, int known) {
    int field = random.nextInt(8) == 0 ? UNKNOWN_FIELD : known;
    byte[] value = new byte[random.nextInt(12)];
    random.nextBytes(value);
    switch (random.nextInt(12)) {
      case 0 -> {
        out.varint((long) field << 3 | 1);
        out.raw(new byte[8], 0, 8);
      }
      case 1 -> {
        out.varint((long) field << 3 | 5);
        out.raw(new byte[4], 0, 4);
      }
      case 2 -> {
        out.varint((long) field << 3 | 3);
        out.requiredVarintField(7, 1);
        out.varint((long) field << 3 | 4);
      }
      case 3, 4, 5, 6 -> out.requiredBytesField(field, Bytes.wrap(value));
      default -> out.requiredVarintField(field, random.nextLong() >> random.nextInt(64));
    }
  }

  private static Bytes op(SplittableRandom random, int depth) {
    WireWriter out = new WireWriter(64);
    int kind = random.nextInt(depth == 0 ? 4 : 5);
    switch (kind) {
      case 1 -> out.requiredBytesField(1, Bytes.wrap(flat(random, 13)));
      case 2 -> out.requiredBytesField(2, Bytes.wrap(flat(random, 6)));
      case 3 -> out.requiredBytesField(3, Bytes.wrap(flat(random, 3)));
      case 4 -> out.requiredBytesField(4, txn(random, depth - 1));
      default -> out.requiredVarintField(UNKNOWN_FIELD, 1);
    }
    return out.toBytes();
  }

  private static Bytes txn(SplittableRandom random, int depth) {
    WireWriter out = new WireWriter(64);
    for (int i = random.nextInt(5); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> {
          WireWriter compare = new WireWriter(64);
          for (int k = random.nextInt(6); k > 0; k--) {
            addField(compare, random, random.nextInt(8) == 0 ? 64 : 1 + random.nextInt(8));
          }
          out.requiredBytesField(1, compare.toBytes());
        }
        case 1 -> out.requiredBytesField(2, op(random, depth));
        case 2 -> out.requiredBytesField(3, op(random, depth));
        default -> out.requiredVarintField(1 + random.nextInt(4), 5);
      }
    }
    return out.toBytes();
  }

  private static boolean checkPut(byte[] message) {
    return check(message, RequestCodec::put, in -> put(PutRequest.parseFrom(in)), true);
  }

  private static boolean checkDelete(byte[] message) {
    return check(
        message, RequestCodec::deleteRange, in -> delete(DeleteRangeRequest.parseFrom(in)), true);
  }

  private static boolean checkCompact(byte[] message) {
    return check(
        message, RequestCodec::compact, in -> compact(CompactionRequest.parseFrom(in)), true);
  }

  private static boolean checkRange(byte[] message) {
    return check(
        message,
        RequestCodec::range,
        in -> range(io.keelson.proto.etcdserverpb.RangeRequest.parseFrom(in)),
        true);
  }

  private static boolean checkTxn(byte[] message, boolean isValueCompared) {
    return check(
        message,
        in -> normal(RequestCodec.txn(in)),
        in -> txn(TxnRequest.parseFrom(in)),
        isValueCompared);
  }

  @Test
  void fieldsInAnyOrderOfAnyType() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(checkPut(flat(random, 7))).isTrue();
      assertThat(checkDelete(flat(random, 4))).isTrue();
      assertThat(checkCompact(flat(random, 3))).isTrue();
      assertThat(checkRange(flat(random, 14))).isTrue();
      assertThat(checkTxn(txn(random, 3).toArray(), true)).isTrue();
    }
  }

  @Test
  void randomBytesAreRefusedByBothOrByNeither() {
    SplittableRandom random = new SplittableRandom(2);
    int accepted = 0;
    for (int i = 0; i < ROUNDS * 3; i++) {
      byte[] message = new byte[random.nextInt(16)];
      for (int k = 0; k < message.length; k++) {
        message[k] = (byte) (random.nextInt(12) == 0 ? random.nextInt(256) : random.nextInt(50));
      }
      accepted += checkPut(message) ? 1 : 0;
      accepted += checkDelete(message) ? 1 : 0;
      accepted += checkCompact(message) ? 1 : 0;
      accepted += checkRange(message) ? 1 : 0;
      // A message field that occurs twice is not merged.
      accepted += checkTxn(message, false) ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 10);
  }

  @Test
  void cutMessages() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < ROUNDS / 10; i++) {
      byte[] message = txn(random, 2).toArray();
      for (int length = 0; length < message.length; length++) {
        checkTxn(java.util.Arrays.copyOf(message, length), true);
      }
    }
  }
}
