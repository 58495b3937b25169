package io.keelson.e2e.history;

import io.keelson.proto.mvccpb.KeyValue;

/** What a key holds. */
public record Stored(String value, long createRevision, long modRevision, long version) {
  static Stored of(KeyValue kv) {
    return new Stored(
        kv.getValue().toStringUtf8(), kv.getCreateRevision(), kv.getModRevision(), kv.getVersion());
  }
}
