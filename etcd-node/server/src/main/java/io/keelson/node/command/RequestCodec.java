package io.keelson.node.command;

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
  /** Transactions nested deeper than any operation budget allows are refused while reading. */
  private static final int TXN_DEPTH_MAX = 100;

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
      switch (in.field()) {
        case 1 -> key = in.bytes();
        case 2 -> value = in.bytes();
        case 3 -> lease = in.number();
        case 4 -> isPrevKvWanted = in.bool();
        case 5 -> isValueIgnored = in.bool();
        case 6 -> isLeaseIgnored = in.bool();
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
      switch (in.field()) {
        case 1 -> key = in.bytes();
        case 2 -> rangeEnd = in.bytes();
        case 3 -> isPrevKvWanted = in.bool();
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
      switch (in.field()) {
        case 1 -> revision = in.number();
        case 2 -> isPhysical = in.bool();
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
      switch (in.field()) {
        case 1 -> key = in.bytes();
        case 2 -> rangeEnd = in.bytes();
        case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> numbers[in.field()] = in.number();
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
    if (depth > TXN_DEPTH_MAX) {
      throw new WireException("transactions nested too deep");
    }
    WireReader in = new WireReader(message);
    List<Compare> compares = new ArrayList<>();
    List<Op> success = new ArrayList<>();
    List<Op> failure = new ArrayList<>();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> compares.add(compare(in.bytes()));
        case 2 -> success.add(op(in.bytes(), depth));
        case 3 -> failure.add(op(in.bytes(), depth));
        default -> in.skip();
      }
    }
    return new Txn(compares, success, failure);
  }

  private static Op op(Bytes message, int depth) throws WireException {
    WireReader in = new WireReader(message);
    Op op = new EmptyOp();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> op = new RangeOp(range(in.bytes()));
        case 2 -> op = put(in.bytes());
        case 3 -> op = deleteRange(in.bytes());
        case 4 -> op = txn(in.bytes(), depth + 1);
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
      switch (in.field()) {
        case 1 -> result = in.enumNumber();
        case 2 -> target = in.enumNumber();
        case 3 -> key = in.bytes();
        case 4, 5, 6, 8 -> {
          operandField = in.field();
          number = in.number();
        }
        case 7 -> {
          operandField = in.field();
          value = in.bytes();
        }
        case 64 -> rangeEnd = in.bytes();
        default -> in.skip();
      }
    }
    return new Compare(result, target, key, rangeEnd, operandField, number, value);
  }
}
