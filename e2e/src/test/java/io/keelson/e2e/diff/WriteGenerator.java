package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;

/** Puts and deletes with every combination of options, the refused ones included. */
final class WriteGenerator {
  private final Draw draw;
  private final KeySpace keys;
  private final LeaseGenerator leases;

  WriteGenerator(Draw draw, KeySpace keys, LeaseGenerator leases) {
    this.draw = draw;
    this.keys = keys;
    this.leases = leases;
  }

  PutRequest put() {
    PutRequest.Builder request = PutRequest.newBuilder().setKey(keys.oddKey());
    request.setPrevKv(draw.percent(25));
    request.setIgnoreValue(draw.percent(7));
    request.setIgnoreLease(draw.percent(7));
    if (!request.getIgnoreValue() || draw.percent(15)) {
      request.setValue(keys.value());
    }
    if (!request.getIgnoreLease() || draw.percent(15)) {
      request.setLease(leases.forPut());
    }
    return request.build();
  }

  /** Mostly narrow, so that the store does not stay empty. */
  DeleteRangeRequest delete() {
    ByteString key = keys.oddKey();
    DeleteRangeRequest.Builder request =
        DeleteRangeRequest.newBuilder().setKey(key).setPrevKv(draw.percent(40));
    if (draw.percent(30)) {
      ByteString end = keys.rangeEnd(key);
      boolean wide = end.equals(KeySpace.ZERO);
      request.setRangeEnd(wide && !draw.percent(25) ? KeySpace.prefixEnd(key) : end);
    }
    return request.build();
  }
}
