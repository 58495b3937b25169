package io.keelson.e2e.watch;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.WatchCreateRequest.FilterType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws the steps of a run from its seed. */
final class WatchScript {
  private static final int KEYS = 12;
  private static final int LARGE_KEYS = 6;
  private static final int LARGE_BYTES = 450_000;
  private static final int WATCHERS_MAX = 40;
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private final Random random;
  private long nextId = 1;
  private long nextLease = 1;
  private final List<Long> leases = new ArrayList<>();

  WatchScript(long seed) {
    random = new Random(seed);
  }

  /** A change of keys, or a grant, which changes none. */
  sealed interface Change {
    /** One transaction; a single operation is sent as its own request. */
    record Write(List<RequestOp> operations) implements Change {}

    record Grant(long lease) implements Change {}

    record Revoke(long lease) implements Change {}
  }

  sealed interface Step {
    record Change(WatchScript.Change change) implements Step {}

    record Open(WatcherSpec spec) implements Step {}

    record Cancel(int index) implements Step {}

    record Compact(long revision) implements Step {}

    record Restart() implements Step {}
  }

  Step next(long revision, long compacted, int open) {
    int choice = random.nextInt(1000);
    if (choice < 4) {
      return new Step.Restart();
    }
    if (choice < 15 && revision > compacted + 5) {
      return new Step.Compact(Math.max(compacted + 1, revision - random.nextInt(30)));
    }
    if (choice < 120 && open < WATCHERS_MAX) {
      return new Step.Open(watcher(revision, compacted));
    }
    if (choice < 150 && open > 0) {
      return new Step.Cancel(random.nextInt(open));
    }
    return new Step.Change(change());
  }

  private WatcherSpec watcher(long revision, long compacted) {
    ByteString key = key();
    ByteString end = ByteString.EMPTY;
    switch (random.nextInt(6)) {
      case 0 -> {
        key = text("k/");
        end = text("k0");
      }
      case 1 -> end = ZERO;
      case 2 -> {
        key = random.nextBoolean() ? ByteString.EMPTY : ZERO;
        end = ZERO;
      }
      case 3 -> end = key.concat(text("~"));
      case 4 -> {
        key = text("L/");
        end = text("L0");
      }
      default -> {} // a single key
    }
    long start =
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> 0;
          case 3 -> revision + 1 + random.nextInt(6);
          case 4 -> Math.max(1, compacted - random.nextInt(3));
          default -> Math.max(1, revision - random.nextInt(60));
        };
    List<FilterType> filters = new ArrayList<>();
    for (FilterType filter : List.of(FilterType.NOPUT, FilterType.NODELETE)) {
      if (random.nextInt(5) == 0) {
        filters.add(filter);
      }
    }
    int stream = random.nextInt(Listener.STREAMS);
    boolean prevKv = random.nextBoolean();
    boolean fragment = random.nextInt(3) == 0;
    return new WatcherSpec(nextId++, stream, key, end, start, prevKv, fragment, filters);
  }

  private Change change() {
    int choice = random.nextInt(100);
    if (choice < 4) {
      leases.add(nextLease);
      return new Change.Grant(nextLease++);
    }
    if (choice < 7 && !leases.isEmpty()) {
      return new Change.Revoke(leases.remove(random.nextInt(leases.size())));
    }
    if (choice < 50) {
      return write(put(key()));
    }
    if (choice < 58) {
      return write(deleteRange());
    }
    if (choice < 64) {
      return write(put(text("L/" + random.nextInt(LARGE_KEYS)), LARGE_BYTES));
    }
    if (choice < 66) {
      return write(delete(text("L/"), text("L0")));
    }
    return transaction();
  }

  private Change transaction() {
    Set<ByteString> keys = new LinkedHashSet<>();
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      keys.add(key());
    }
    List<RequestOp> operations = new ArrayList<>();
    for (ByteString key : keys) {
      operations.add(random.nextInt(3) == 0 ? delete(key, ByteString.EMPTY) : put(key));
    }
    return new Change.Write(operations);
  }

  private static Change write(RequestOp operation) {
    return new Change.Write(List.of(operation));
  }

  private RequestOp put(ByteString key) {
    return put(key, random.nextInt(20));
  }

  private RequestOp put(ByteString key, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    PutRequest.Builder put =
        PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(value));
    if (!leases.isEmpty() && random.nextInt(4) == 0) {
      put.setLease(leases.get(random.nextInt(leases.size())));
    }
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  private RequestOp deleteRange() {
    return random.nextBoolean()
        ? delete(key(), ByteString.EMPTY)
        : delete(text("k/" + random.nextInt(KEYS)), text("k/" + random.nextInt(KEYS)));
  }

  private static RequestOp delete(ByteString key, ByteString end) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key).setRangeEnd(end))
        .build();
  }

  private ByteString key() {
    return text("k/" + random.nextInt(KEYS));
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
