package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.Command.Compact;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.EmptyOp;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.RangeRequest.RevisionFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the key-value requests of {@code rpc.proto} by hand. A field that occurs twice has its last
 * value, as protobuf defines; the generated classes agree on every input (a test shows it), except
 * that a message field which occurs twice is not merged, which no client sends.
 */
public final class RequestCodec {
  /**
   * What is nested deeper is not read: each level uses up at least one operation of the budget, so
   * a request that deep is refused for its number of operations before anybody looks there.
   */
  private static final int TXN_DEPTH_MAX = 1000;

  private RequestCodec() {}

  /** Reads a {@code PutRequest}. */
  public static Put put(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    Bytes key = Bytes.EMPTY;
    Bytes value = Bytes.EMPTY;
    long lease = 0;
    boolean isPrevKvWanted = false;
    boolean isValueIgnored = false;
    boolean isLeaseIgnored = false;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> key = in.bytes();
        case (2 << 3) | LEN -> value = in.bytes();
        case (3 << 3) | NUM -> lease = in.number();
        case (4 << 3) | NUM -> isPrevKvWanted = in.bool();
        case (5 << 3) | NUM -> isValueIgnored = in.bool();
        case (6 << 3) | NUM -> isLeaseIgnored = in.bool();
        default -> in.skip();
      }
    }
    return new Put(key, value, lease, isPrevKvWanted, isValueIgnored, isLeaseIgnored);
  }

  /** Reads a {@code DeleteRangeRequest}. */
  public static DeleteRange deleteRange(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    boolean isPrevKvWanted = false;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> key = in.bytes();
        case (2 << 3) | LEN -> rangeEnd = in.bytes();
        case (3 << 3) | NUM -> isPrevKvWanted = in.bool();
        default -> in.skip();
      }
    }
    return new DeleteRange(key, rangeEnd, isPrevKvWanted);
  }

  /** Reads a {@code CompactionRequest}. */
  public static Compact compact(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long revision = 0;
    boolean isPhysical = false;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> revision = in.number();
        case (2 << 3) | NUM -> isPhysical = in.bool();
        default -> in.skip();
      }
    }
    return new Compact(revision, isPhysical);
  }

  /** Reads a {@code RangeRequest}. */
  public static RangeRequest range(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    long[] numbers = new long[14];
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> key = in.bytes();
        case (2 << 3) | LEN -> rangeEnd = in.bytes();
        case (3 << 3) | NUM,
            (4 << 3) | NUM,
            (5 << 3) | NUM,
            (6 << 3) | NUM,
            (7 << 3) | NUM,
            (8 << 3) | NUM,
            (9 << 3) | NUM,
            (10 << 3) | NUM,
            (11 << 3) | NUM,
            (12 << 3) | NUM,
            (13 << 3) | NUM ->
            numbers[in.field()] = in.number();
        default -> in.skip();
      }
    }
    RevisionFilter filter =
        (numbers[10] | numbers[11] | numbers[12] | numbers[13]) == 0
            ? RevisionFilter.NONE
            : new RevisionFilter(numbers[10], numbers[11], numbers[12], numbers[13]);
    return new RangeRequest(
        key,
        rangeEnd,
        numbers[3],
        numbers[4],
        (int) numbers[5],
        (int) numbers[6],
        numbers[7] != 0,
        numbers[8] != 0,
        numbers[9] != 0,
        filter);
  }

  /** Reads a {@code TxnRequest}. */
  public static Txn txn(Bytes message) throws WireException {
    return txn(message, 0);
  }

  private static Txn txn(Bytes message, int depth) throws WireException {
    WireReader in = new WireReader(message);
    List<Compare> compares = new ArrayList<>();
    List<Op> success = new ArrayList<>();
    List<Op> failure = new ArrayList<>();
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> compares.add(compare(in.bytes()));
        case (2 << 3) | LEN -> success.add(op(in.bytes(), depth));
        case (3 << 3) | LEN -> failure.add(op(in.bytes(), depth));
        default -> in.skip();
      }
    }
    return new Txn(compares, success, failure);
  }

  private static Op op(Bytes message, int depth) throws WireException {
    WireReader in = new WireReader(message);
    Op op = new EmptyOp();
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> op = new RangeOp(range(in.bytes()));
        case (2 << 3) | LEN -> op = put(in.bytes());
        case (3 << 3) | LEN -> op = deleteRange(in.bytes());
        case (4 << 3) | LEN ->
            op = depth < TXN_DEPTH_MAX ? txn(in.bytes(), depth + 1) : new EmptyOp();
        default -> in.skip();
      }
    }
    return op;
  }

  private static Compare compare(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    int result = 0;
    int target = 0;
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    int operandField = 0;
    long number = 0;
    Bytes value = Bytes.EMPTY;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> result = in.enumNumber();
        case (2 << 3) | NUM -> target = in.enumNumber();
        case (3 << 3) | LEN -> key = in.bytes();
        case (4 << 3) | NUM, (5 << 3) | NUM, (6 << 3) | NUM, (8 << 3) | NUM -> {
          operandField = in.field();
          number = in.number();
        }
        case (7 << 3) | LEN -> {
          operandField = in.field();
          value = in.bytes();
        }
        case (64 << 3) | LEN -> rangeEnd = in.bytes();
        default -> in.skip();
      }
    }
    return new Compare(result, target, key, rangeEnd, operandField, number, value);
  }
}
