package io.keelson.e2e.kill;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.util.Optional;

/**
 * One write of one key, as its writer saw it.
 *
 * @param value empty for a delete
 * @param revision what the server acknowledged, 0 when the outcome is unknown
 */
record Write(ByteString key, Optional<ByteString> value, long revision) {
  /** Sets a key; if the call fails nobody knows what became of it. */
  static Write put(KVGrpc.KVBlockingStub kv, ByteString key, ByteString value) {
    long revision;
    try {
      revision =
          kv.put(PutRequest.newBuilder().setKey(key).setValue(value).build())
              .getHeader()
              .getRevision();
    } catch (StatusRuntimeException e) {
      revision = 0;
    }
    return new Write(key, Optional.of(value), revision);
  }

  boolean isAcknowledged() {
    return revision != 0;
  }
}
