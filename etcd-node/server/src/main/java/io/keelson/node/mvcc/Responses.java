package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.Txn;

/** Encodes answers within a transaction ({@code ResponseOp} and what it holds). */
final class Responses {
  private static final int RANGE = 1;
  private static final int PUT = 2;
  private static final int DELETE_RANGE = 3;
  private static final int TXN = 4;
  private static final int HEADER = 1;
  private static final int HEADER_REVISION = 3;
  private static final int RESPONSES = 3;

  private Responses() {}

  /** Header of a nested answer: it has the revision only. */
  static void header(WireWriter out, long revision) {
    out.lengthPrefix(HEADER, revision == 0 ? 0 : 1 + WireWriter.varintSize(revision));
    out.varintField(HEADER_REVISION, revision);
  }

  /** Fields of a {@code RangeResponse} after its key-values. */
  static void rangeTail(WireWriter out, RangeResult result) {
    out.boolField(3, result.isMore());
    out.varintField(4, result.count());
  }

  static void range(WireWriter txn, Bytes response) {
    op(txn, RANGE, response);
  }

  static void put(WireWriter txn, PutResult result) {
    WireWriter out = new WireWriter(64);
    header(out, result.revision());
    if (result.previous() != null) {
      out.requiredBytesField(2, result.previous());
    }
    op(txn, PUT, out.toBytes());
  }

  static void delete(WireWriter txn, DeleteResult result) {
    WireWriter out = new WireWriter(64);
    header(out, result.revision());
    out.varintField(2, result.deleted());
    result.previous().forEach(previous -> out.requiredBytesField(3, previous));
    op(txn, DELETE_RANGE, out.toBytes());
  }

  /** A nested {@link Txn}'s answer; upstream leaves its header empty. */
  static void txn(WireWriter txn, Bytes body) {
    WireWriter out = new WireWriter(body.length() + 8);
    header(out, 0);
    out.raw(body);
    op(txn, TXN, out.toBytes());
  }

  private static void op(WireWriter txn, int kind, Bytes response) {
    int size = 1 + WireWriter.varintSize(response.length()) + response.length();
    txn.lengthPrefix(RESPONSES, size);
    txn.requiredBytesField(kind, response);
  }
}
