package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A watcher of all keys that loses its server again and again and goes on where it was. Each change
 * must come exactly once and in order; since it watches everything, no revision may be left out.
 */
final class WatchLog {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final Map<ByteString, KeyValue> state = new HashMap<>();
  private final AtomicReference<AssertionError> defect = new AtomicReference<>();
  private long seen;
  private long events;
  private int generation;

  /** Starts after a revision at which there were no keys. */
  WatchLog(long revision) {
    seen = revision;
  }

  /** Watches on a new connection. */
  synchronized void resume(ManagedChannel channel) {
    int current = ++generation;
    StreamObserver<WatchRequest> requests = WatchGrpc.newStub(channel).watch(new Taker(current));
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(ALL)
                    .setRangeEnd(ALL)
                    .setStartRevision(seen + 1)
                    .setPrevKv(true))
            .build());
  }

  synchronized boolean hasSeen(long revision) {
    AssertionError error = defect.get();
    if (error != null) {
      throw error;
    }
    return seen >= revision;
  }

  synchronized long seen() {
    return seen;
  }

  synchronized long events() {
    return events;
  }

  /** What the events added up to must be what the server holds. */
  synchronized void check(RangeResponse all) {
    Map<ByteString, KeyValue> held = new HashMap<>();
    all.getKvsList().forEach(kv -> held.put(kv.getKey(), kv));
    assertThat(state).as("state by events at revision %d", seen).isEqualTo(held);
  }

  private synchronized void take(int from, WatchResponse response) {
    if (from != generation || response.getCreated()) {
      return;
    }
    if (response.getCanceled()) {
      throw new AssertionError("the watcher was cancelled: " + response);
    }
    for (Event event : response.getEventsList()) {
      take(event);
    }
  }

  private void take(Event event) {
    KeyValue kv = event.getKv();
    long revision = kv.getModRevision();
    if (revision != seen && revision != seen + 1) {
      throw new AssertionError("after revision " + seen + " came " + revision);
    }
    KeyValue before = state.get(kv.getKey());
    if (before != null && before.getModRevision() >= revision) {
      throw new AssertionError("twice: " + event);
    }
    if (event.hasPrevKv() && !event.getPrevKv().equals(before)) {
      throw new AssertionError("took the place of " + before + ": " + event);
    }
    if (event.getType() == Event.EventType.DELETE) {
      if (before == null) {
        throw new AssertionError("deleted what was not there: " + event);
      }
      state.remove(kv.getKey());
    } else {
      state.put(kv.getKey(), kv);
    }
    seen = revision;
    events++;
  }

  private final class Taker implements StreamObserver<WatchResponse> {
    private final int generation;

    Taker(int generation) {
      this.generation = generation;
    }

    @Override
    public void onNext(WatchResponse response) {
      try {
        take(generation, response);
      } catch (AssertionError e) {
        defect.compareAndSet(null, e);
      }
    }

    @Override
    public void onError(Throwable cause) {
      // The server was killed; the test watches again when it is back.
    }

    @Override
    public void onCompleted() {}
  }
}
