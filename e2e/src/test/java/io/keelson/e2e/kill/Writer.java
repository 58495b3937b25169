package io.keelson.e2e.kill;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.proto.etcdserverpb.Compare;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Writes unique tokens, deletes some of its own, counts in shared keys, until a call fails. */
final class Writer implements Runnable {
  private static final int COUNTERS = 4;

  private final KVGrpc.KVBlockingStub kv;
  private final String name;
  private final SplittableRandom random;
  private final Supplier<Boolean> stopped;
  private final List<Write> writes = new ArrayList<>();
  private final List<ByteString> own = new ArrayList<>();

  Writer(
      KVGrpc.KVBlockingStub kv, String name, SplittableRandom random, Supplier<Boolean> stopped) {
    this.kv = kv;
    this.name = name;
    this.random = random;
    this.stopped = stopped;
  }

  /** In the order written; read it when the thread has ended. */
  List<Write> writes() {
    return writes;
  }

  @Override
  public void run() {
    for (int number = 0; !stopped.get(); number++) {
      int kind = random.nextInt(100);
      boolean answered;
      if (kind < 65) {
        answered = putToken(number);
      } else if (kind < 92 || own.isEmpty()) {
        answered = count(number);
      } else {
        answered = deleteOwn();
      }
      if (!answered) {
        return;
      }
    }
  }

  private boolean putToken(int number) {
    ByteString key = ByteString.copyFromUtf8("token/" + name + "/" + number);
    ByteString value =
        ByteString.copyFromUtf8(name + "#" + number + "#").concat(filler(random.nextInt(400)));
    Write write = Write.put(kv, key, value);
    writes.add(write);
    if (write.isAcknowledged()) {
      own.add(key);
    }
    return write.isAcknowledged();
  }

  private boolean deleteOwn() {
    ByteString key = own.remove(random.nextInt(own.size()));
    try {
      DeleteRangeResponse response =
          kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
      if (response.getDeleted() != 1) {
        throw new IllegalStateException("own key is gone: " + key.toStringUtf8());
      }
      writes.add(new Write(key, Optional.empty(), response.getHeader().getRevision()));
      return true;
    } catch (StatusRuntimeException e) {
      writes.add(new Write(key, Optional.empty(), 0));
      return false;
    }
  }

  /** The value says which increment of whom it is, so that no two writes are alike. */
  private boolean count(int number) {
    ByteString key = ByteString.copyFromUtf8("counter/" + random.nextInt(COUNTERS));
    long modRevision;
    long next;
    try {
      List<KeyValue> found = kv.range(RangeRequest.newBuilder().setKey(key).build()).getKvsList();
      modRevision = found.isEmpty() ? 0 : found.getFirst().getModRevision();
      next = found.isEmpty() ? 1 : found.getFirst().getVersion() + 1;
    } catch (StatusRuntimeException e) {
      return false;
    }
    ByteString value = ByteString.copyFromUtf8(next + " " + name + "#" + number);
    PutRequest put = PutRequest.newBuilder().setKey(key).setValue(value).build();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key)
                    .setTarget(Compare.CompareTarget.MOD)
                    .setModRevision(modRevision))
            .addSuccess(RequestOp.newBuilder().setRequestPut(put))
            .build();
    try {
      TxnResponse response = kv.txn(txn);
      if (response.getSucceeded()) {
        writes.add(new Write(key, Optional.of(value), response.getHeader().getRevision()));
      }
      return true;
    } catch (StatusRuntimeException e) {
      writes.add(new Write(key, Optional.of(value), 0));
      return false;
    }
  }

  private ByteString filler(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
