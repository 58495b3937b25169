package io.keelson.e2e.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeRequest.SortOrder;
import io.keelson.proto.etcdserverpb.RangeRequest.SortTarget;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.ResponseOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final RangeRequest BY_VERSION =
      RangeRequest.newBuilder()
          .setSortOrder(SortOrder.ASCEND)
          .setSortTarget(SortTarget.VERSION)
          .build();

  @Test
  void identityMayDifferButNotRevisionOrPresence() {
    Op op = Op.of(Rpc.RANGE, RangeRequest.getDefaultInstance());
    assertThat(Comparison.difference(op, header(1, 7), header(2, 7))).isEmpty();
    assertThat(Comparison.difference(op, header(1, 7), header(2, 8))).isPresent();
    assertThat(Comparison.difference(op, header(1, 7), header(0, 7))).isPresent();
  }

  @Test
  void orderInsideATieIsFree() {
    Op op = Op.of(Rpc.RANGE, BY_VERSION);
    Outcome ab = answer(range(false, kv("a", 1), kv("b", 1), kv("c", 2)));
    assertThat(
            Comparison.difference(op, ab, answer(range(false, kv("b", 1), kv("a", 1), kv("c", 2)))))
        .isEmpty();
    assertThat(
            Comparison.difference(op, ab, answer(range(false, kv("b", 1), kv("c", 2), kv("a", 1)))))
        .isPresent();
    assertThat(
            Comparison.difference(op, ab, answer(range(false, kv("a", 1), kv("x", 1), kv("c", 2)))))
        .isPresent();
  }

  @Test
  void anyMemberOfATieThatTheLimitCut() {
    Op op = Op.of(Rpc.RANGE, BY_VERSION);
    Outcome left = answer(range(true, kv("a", 1), kv("b", 2)));
    assertThat(Comparison.difference(op, left, answer(range(true, kv("a", 1), kv("c", 2)))))
        .isEmpty();
    assertThat(Comparison.difference(op, left, answer(range(true, kv("a", 1), kv("b", 3)))))
        .isPresent();
    assertThat(Comparison.difference(op, left, answer(range(true, kv("z", 1), kv("b", 2)))))
        .isPresent();
  }

  @Test
  void tiesInsideATransaction() {
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addSuccess(RequestOp.newBuilder().setRequestRange(BY_VERSION))
            .build();
    Op op = Op.of(Rpc.TXN, txn);
    assertThat(Comparison.difference(op, txn(kv("a", 1), kv("b", 1)), txn(kv("b", 1), kv("a", 1))))
        .isEmpty();
    assertThat(Comparison.difference(op, txn(kv("a", 1), kv("b", 2)), txn(kv("b", 2), kv("a", 1))))
        .isPresent();
  }

  @Test
  void refusalsByCodeAndText() {
    Op op = Op.of(Rpc.PUT, RangeRequest.getDefaultInstance());
    Op transport = Op.transport(Rpc.PUT, ByteString.EMPTY);
    Outcome one = new Outcome.Refusal(Status.Code.INTERNAL, "one");
    Outcome two = new Outcome.Refusal(Status.Code.INTERNAL, "two");
    assertThat(Comparison.difference(op, one, two)).isPresent();
    assertThat(Comparison.difference(transport, one, two)).isEmpty();
    Outcome other = new Outcome.Refusal(Status.Code.NOT_FOUND, "one");
    assertThat(Comparison.difference(transport, one, other)).isPresent();
  }

  /** Two servers that died of the same request agree in nothing. */
  @Test
  void equalSilenceIsADifference() {
    Op op = Op.of(Rpc.PUT, RangeRequest.getDefaultInstance());
    for (Status.Code code :
        new Status.Code[] {
          Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED
        }) {
      Outcome gone = new Outcome.Refusal(code, "io exception");
      assertThat(Comparison.difference(op, gone, gone)).as(code.name()).isPresent();
    }
  }

  private static Outcome header(long memberId, long revision) {
    var header = ResponseHeader.newBuilder().setMemberId(memberId).setRevision(revision);
    return answer(RangeResponse.newBuilder().setHeader(header).build());
  }

  private static Outcome txn(KeyValue... kvs) {
    var op = ResponseOp.newBuilder().setResponseRange(range(false, kvs));
    return new Outcome.Answer(TxnResponse.newBuilder().setSucceeded(true).addResponses(op).build());
  }

  private static Outcome answer(RangeResponse response) {
    return new Outcome.Answer(response);
  }

  private static RangeResponse range(boolean more, KeyValue... kvs) {
    RangeResponse.Builder response = RangeResponse.newBuilder().setMore(more);
    for (KeyValue kv : kvs) {
      response.addKvs(kv);
    }
    return response.build();
  }

  private static KeyValue kv(String key, long version) {
    return KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setVersion(version).build();
  }
}
