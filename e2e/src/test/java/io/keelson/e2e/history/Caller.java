package io.keelson.e2e.history;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.Compare;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes calls to one member and turns what comes back into answers. */
public final class Caller implements AutoCloseable {
  private final EtcdClient client;
  private final Duration limit;

  public Caller(int port, Duration limit) {
    client = new EtcdClient(port);
    this.limit = limit;
  }

  public Answer call(Call call) {
    try {
      KVGrpc.KVBlockingStub kv = client.kv(limit);
      return switch (call) {
        case Call.Get get -> seen(kv.range(range(get.key())));
        case Call.Put(String key, String value) ->
            new Answer.Written(kv.put(put(key, value)).getHeader().getRevision());
        case Call.Delete(String key) -> delete(kv, key);
        case Call.Cas cas -> cas(kv, cas);
      };
    } catch (StatusRuntimeException e) {
      client.channel().resetConnectBackoff();
      return new Answer.Unknown(e.getStatus().getCode() + " " + e.getStatus().getDescription());
    }
  }

  private static Answer delete(KVGrpc.KVBlockingStub kv, String key) {
    DeleteRangeResponse response =
        kv.deleteRange(
            DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
    long revision = response.getHeader().getRevision();
    return response.getDeleted() > 0
        ? new Answer.Written(revision)
        : new Answer.Seen(revision, Optional.empty());
  }

  private static Answer cas(KVGrpc.KVBlockingStub kv, Call.Cas cas) {
    TxnResponse response =
        kv.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8(cas.key()))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(cas.modRevision()))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(cas.key(), cas.value())))
                .addFailure(RequestOp.newBuilder().setRequestRange(range(cas.key())))
                .build());
    long revision = response.getHeader().getRevision();
    return response.getSucceeded()
        ? new Answer.Written(revision)
        : new Answer.Seen(revision, first(response.getResponses(0).getResponseRange()));
  }

  private static RangeRequest range(String key) {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  private static Answer seen(RangeResponse response) {
    return new Answer.Seen(response.getHeader().getRevision(), first(response));
  }

  private static Optional<Stored> first(RangeResponse response) {
    List<KeyValue> kvs = response.getKvsList();
    return kvs.isEmpty() ? Optional.empty() : Optional.of(Stored.of(kvs.getFirst()));
  }

  @Override
  public void close() {
    client.close();
  }
}
