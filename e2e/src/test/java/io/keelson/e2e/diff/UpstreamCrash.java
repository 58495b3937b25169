package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * Requests that end an upstream 3.7.1 process, so that there is no answer to compare with.
 *
 * <p>Known one: a transaction deletes a key with a range end of {@code \0}, which the duplicate
 * rule does not see, and then puts that key with ignore_value or ignore_lease. The check before the
 * transaction finds the key, the put does not, and upstream panics (index out of range in
 * txn/put.go). The entry is in the log by then, so the member panics again at its next start.
 */
public final class UpstreamCrash {
  private UpstreamCrash() {}

  static boolean isCausedBy(Op op) {
    if (op.rpc() != Rpc.TXN) {
      return false;
    }
    try {
      TxnRequest txn = (TxnRequest) Op.parse(op.rpc().requestType(), op.request());
      return hasFromKeyDelete(txn) && hasIgnoringPut(txn);
    } catch (IOException e) {
      return false; // upstream cannot read it either
    }
  }

  /** The smallest such transaction; needs the key to exist. */
  public static TxnRequest example(ByteString key) {
    return TxnRequest.newBuilder()
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestDeleteRange(
                    DeleteRangeRequest.newBuilder().setKey(key).setRangeEnd(KeySpace.ZERO)))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key).setIgnoreValue(true)))
        .build();
  }

  private static boolean hasFromKeyDelete(TxnRequest txn) {
    return operations(txn)
        .anyMatch(
            op ->
                op.getRequestDeleteRange().getRangeEnd().equals(KeySpace.ZERO)
                    || (op.hasRequestTxn() && hasFromKeyDelete(op.getRequestTxn())));
  }

  private static boolean hasIgnoringPut(TxnRequest txn) {
    return operations(txn)
        .anyMatch(
            op ->
                op.getRequestPut().getIgnoreValue()
                    || op.getRequestPut().getIgnoreLease()
                    || (op.hasRequestTxn() && hasIgnoringPut(op.getRequestTxn())));
  }

  private static Stream<RequestOp> operations(TxnRequest txn) {
    return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream());
  }
}
