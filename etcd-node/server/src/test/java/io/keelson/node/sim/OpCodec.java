package io.keelson.node.sim;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Compare;
import io.keelson.node.mvcc.KeyValueView;
import java.util.ArrayList;
import java.util.List;

/** Requests as a client encodes them, and answers as it reads them. */
final class OpCodec {
  private static final int EQUAL = 0;

  private OpCodec() {}

  /** The message of a put, deletion, range, transaction or compaction. */
  static Bytes encode(Op op) {
    WireWriter out = new WireWriter(64);
    switch (op) {
      case Op.Put put -> {
        out.bytesField(1, Bytes.utf8(put.key()));
        out.bytesField(2, Bytes.utf8(put.value()));
        out.varintField(3, put.lease());
      }
      case Op.Delete delete -> {
        out.bytesField(1, Bytes.utf8(delete.from()));
        out.bytesField(2, Bytes.utf8(delete.to()));
      }
      case Op.Range range -> {
        out.bytesField(1, Bytes.utf8(range.from()));
        out.bytesField(2, Bytes.utf8(range.to()));
        out.varintField(4, range.revision());
        out.boolField(7, range.isSerializable());
      }
      case Op.Txn txn -> {
        out.requiredBytesField(1, compare(txn));
        txn.success().forEach(inner -> out.requiredBytesField(2, wrapped(inner)));
        txn.failure().forEach(inner -> out.requiredBytesField(3, wrapped(inner)));
      }
      case Op.Compact compact -> out.varintField(1, compact.revision());
      case Op.Grant ignored -> throw new IllegalArgumentException(op.toString());
      case Op.Revoke ignored -> throw new IllegalArgumentException(op.toString());
      case Op.KeepAlive ignored -> throw new IllegalArgumentException(op.toString());
      case Op.Reconfigure ignored -> throw new IllegalArgumentException(op.toString());
    }
    return out.toBytes();
  }

  private static Bytes compare(Op.Txn txn) {
    WireWriter out = new WireWriter(32);
    out.varintField(1, EQUAL);
    out.varintField(2, Compare.MOD);
    out.bytesField(3, Bytes.utf8(txn.key()));
    out.requiredVarintField(6, txn.mod());
    return out.toBytes();
  }

  private static Bytes wrapped(Op op) {
    WireWriter out = new WireWriter(64);
    int field = op instanceof Op.Range ? 1 : op instanceof Op.Put ? 2 : 3;
    out.requiredBytesField(field, encode(op));
    return out.toBytes();
  }

  /** Reads the answer to a transaction. */
  static Answer txnAnswer(long revision, Bytes body) {
    try {
      WireReader in = new WireReader(body);
      boolean isSuccess = false;
      List<String> texts = new ArrayList<>();
      List<KeyState> seen = new ArrayList<>();
      while (in.nextField()) {
        switch (in.tag()) {
          case (2 << 3) | NUM -> isSuccess = in.bool();
          case (3 << 3) | LEN -> texts.add(opAnswer(in.bytes(), seen));
          default -> in.skip();
        }
      }
      return new Answer(revision, isSuccess + texts.toString(), seen);
    } catch (WireException e) {
      throw new Violation("an answer cannot be read", e);
    }
  }

  private static String opAnswer(Bytes message, List<KeyState> seen) throws WireException {
    WireReader in = new WireReader(message);
    String text = "";
    while (in.nextField()) {
      Bytes inner = in.bytes();
      text =
          switch (in.field()) {
            case 1 -> keyValues(inner, seen);
            case 2 -> "put";
            default -> "deleted " + deleted(inner);
          };
    }
    return text;
  }

  private static String keyValues(Bytes message, List<KeyState> seen) throws WireException {
    WireReader in = new WireReader(message);
    List<KeyState> found = new ArrayList<>();
    while (in.nextField()) {
      if (in.tag() == (2 << 3 | LEN)) {
        found.add(KeyState.of(KeyValueView.decode(in.bytes())));
      } else {
        in.skip();
      }
    }
    seen.addAll(found);
    return found.toString();
  }

  private static long deleted(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long count = 0;
    while (in.nextField()) {
      if (in.tag() == (2 << 3 | NUM)) {
        count = in.number();
      } else {
        in.skip();
      }
    }
    return count;
  }

  /** Reads an event as it stands in a watch response, its tag and length included. */
  static KeyState event(Bytes field) {
    try {
      WireReader response = new WireReader(field);
      response.nextField();
      WireReader in = new WireReader(response.bytes());
      boolean isDelete = false;
      Bytes keyValue = Bytes.EMPTY;
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | NUM -> isDelete = in.bool();
          case (2 << 3) | LEN -> keyValue = in.bytes();
          default -> in.skip();
        }
      }
      KeyValueView view = KeyValueView.decode(keyValue);
      return isDelete ? KeyState.deleted(view.key().utf8(), view.modRevision()) : KeyState.of(view);
    } catch (WireException e) {
      throw new Violation("an event cannot be read", e);
    }
  }
}
