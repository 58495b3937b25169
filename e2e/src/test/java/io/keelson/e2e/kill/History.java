package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one write behind each revision. Acknowledged writes name theirs; a revision that nobody was
 * told about is read from the store and must be one of the writes with unknown outcome.
 */
final class History {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final SortedMap<Long, Write> byRevision = new TreeMap<>();
  private long checkedUpTo = 1;

  int size() {
    return byRevision.size();
  }

  long lastRevision() {
    return checkedUpTo;
  }

  /** Takes in one cycle's writes and checks all of them against the restarted server. */
  void check(List<Write> writes, KVGrpc.KVBlockingStub kv) {
    List<Write> unknown = new ArrayList<>();
    for (Write write : writes) {
      if (write.isAcknowledged()) {
        Write other = byRevision.put(write.revision(), write);
        assertThat(other)
            .as("revision %d given twice, also to %s", write.revision(), write)
            .isNull();
        assertThat(write.revision()).as("revision reused by %s", write).isGreaterThan(checkedUpTo);
      } else {
        unknown.add(write);
      }
    }
    long current = currentRevision(kv);
    if (!byRevision.isEmpty()) {
      assertThat(current).as("current revision").isGreaterThanOrEqualTo(byRevision.lastKey());
    }
    for (long revision = checkedUpTo + 1; revision <= current; revision++) {
      Write write = byRevision.get(revision);
      if (write == null) {
        byRevision.put(revision, claim(revision, unknown, kv));
      } else {
        checkPresent(write, kv);
      }
    }
    for (Write lost : unknown) {
      checkAbsent(lost, kv);
    }
    checkedUpTo = current;
  }

  /** Everything once more into an empty server; both must then hash alike. */
  void replay(KVGrpc.KVBlockingStub kv) {
    byRevision.forEach(
        (revision, write) -> {
          long given =
              write
                  .value()
                  .map(
                      value ->
                          kv.put(
                                  PutRequest.newBuilder()
                                      .setKey(write.key())
                                      .setValue(value)
                                      .build())
                              .getHeader())
                  .orElseGet(
                      () ->
                          kv.deleteRange(
                                  DeleteRangeRequest.newBuilder().setKey(write.key()).build())
                              .getHeader())
                  .getRevision();
          assertThat(given).as("revision of the replayed %s", write).isEqualTo(revision);
        });
  }

  private static long currentRevision(KVGrpc.KVBlockingStub kv) {
    return kv.range(RangeRequest.newBuilder().setKey(ALL).setCountOnly(true).build())
        .getHeader()
        .getRevision();
  }

  private static Optional<KeyValue> at(ByteString key, long revision, KVGrpc.KVBlockingStub kv) {
    List<KeyValue> kvs =
        kv.range(RangeRequest.newBuilder().setKey(key).setRevision(revision).build()).getKvsList();
    return kvs.isEmpty() ? Optional.empty() : Optional.of(kvs.getFirst());
  }

  private static void checkPresent(Write write, KVGrpc.KVBlockingStub kv) {
    Optional<KeyValue> found = at(write.key(), write.revision(), kv);
    assertThat(found.map(KeyValue::getValue)).as("acknowledged %s", write).isEqualTo(write.value());
    if (found.isPresent()) {
      assertThat(found.get().getModRevision())
          .as("acknowledged %s", write)
          .isEqualTo(write.revision());
      if (write.key().startsWith(ByteString.copyFromUtf8("counter/"))) {
        String value = found.get().getValue().toStringUtf8();
        assertThat(value.substring(0, value.indexOf(' ')))
            .as("no increment lost or doubled up to %s", write)
            .isEqualTo(Long.toString(found.get().getVersion()));
      }
    }
  }

  /** Which write of unknown outcome made this revision; it is taken out of the list. */
  private static Write claim(long revision, List<Write> unknown, KVGrpc.KVBlockingStub kv) {
    List<KeyValue> changed =
        kv.range(
                RangeRequest.newBuilder()
                    .setKey(ALL)
                    .setRangeEnd(ALL)
                    .setRevision(revision)
                    .setMinModRevision(revision)
                    .build())
            .getKvsList();
    assertThat(changed)
        .as("keys changed at revision %d by one-key writes", revision)
        .hasSizeLessThan(2);
    for (Write write : unknown) {
      boolean fits =
          changed.isEmpty()
              ? write.value().isEmpty()
                  && at(write.key(), revision - 1, kv).isPresent()
                  && at(write.key(), revision, kv).isEmpty()
              : changed.getFirst().getKey().equals(write.key())
                  && write.value().equals(Optional.of(changed.getFirst().getValue()));
      if (fits) {
        unknown.remove(write);
        return new Write(write.key(), write.value(), revision);
      }
    }
    return fail("revision %d holds what nobody wrote: %s", revision, changed);
  }

  /** It made no revision, so nothing of it may be seen. */
  private static void checkAbsent(Write lost, KVGrpc.KVBlockingStub kv) {
    Optional<KeyValue> latest = at(lost.key(), 0, kv);
    if (lost.value().isEmpty()) {
      assertThat(latest).as("deleted without a revision: %s", lost).isPresent();
    } else {
      assertThat(latest.map(KeyValue::getValue)).as("lost, yet seen").isNotEqualTo(lost.value());
    }
  }
}
