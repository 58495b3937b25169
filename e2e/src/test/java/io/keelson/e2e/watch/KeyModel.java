package io.keelson.e2e.watch;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a store and every event so far, without previous values. */
final class KeyModel {
  private final SortedMap<ByteString, KeyValue> keys =
      new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  private final List<Event> log = new ArrayList<>();
  private long revision = 1;

  long revision() {
    return revision;
  }

  List<Event> log() {
    return Collections.unmodifiableList(log);
  }

  void write(List<RequestOp> operations) {
    int before = log.size();
    for (RequestOp operation : operations) {
      if (operation.hasRequestPut()) {
        put(operation.getRequestPut());
      } else {
        delete(operation.getRequestDeleteRange());
      }
    }
    close(before);
  }

  void revoke(long lease) {
    int before = log.size();
    keys.values().stream()
        .filter(kv -> kv.getLease() == lease)
        .map(KeyValue::getKey)
        .toList()
        .forEach(this::delete);
    close(before);
  }

  private void close(int before) {
    if (log.size() > before) {
      revision++;
    }
  }

  private void put(PutRequest put) {
    KeyValue previous = keys.get(put.getKey());
    KeyValue kv =
        KeyValue.newBuilder()
            .setKey(put.getKey())
            .setValue(put.getValue())
            .setLease(put.getLease())
            .setModRevision(revision + 1)
            .setCreateRevision(previous == null ? revision + 1 : previous.getCreateRevision())
            .setVersion(previous == null ? 1 : previous.getVersion() + 1)
            .build();
    keys.put(put.getKey(), kv);
    log.add(Event.newBuilder().setType(Event.EventType.PUT).setKv(kv).build());
  }

  private void delete(DeleteRangeRequest delete) {
    ByteString first = delete.getKey();
    ByteString end = delete.getRangeEnd();
    if (end.isEmpty()) {
      if (keys.containsKey(first)) {
        delete(first);
      }
    } else if (ByteString.unsignedLexicographicalComparator().compare(first, end) < 0) {
      List.copyOf(keys.subMap(first, end).keySet()).forEach(this::delete);
    }
  }

  private void delete(ByteString key) {
    keys.remove(key);
    KeyValue kv = KeyValue.newBuilder().setKey(key).setModRevision(revision + 1).build();
    log.add(Event.newBuilder().setType(Event.EventType.DELETE).setKv(kv).build());
  }
}
