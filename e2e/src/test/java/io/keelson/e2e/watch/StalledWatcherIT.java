package io.keelson.e2e.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * F50, F51: clients that create watchers without end, and clients that never read, cost bounded
 * memory and disturb nobody; when they read at last, they get everything.
 */
@BesideOthers
final class StalledWatcherIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int CREATES = 100_000;
  private static final int PUTS = 1_500;
  private static final int VALUE_BYTES = 64 << 10;
  private static final long GROWTH_MAX = 200L << 20;
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  @Test
  void manyWatchersOnOneStream() {
    try (EtcdProcess node = Requires.subject().start()) {
      long before = node.residentBytes();
      var stream = new Stream(node.client().channel());
      for (int i = 0; i < CREATES; i++) {
        stream.create(ByteString.copyFromUtf8("key/" + i), ByteString.EMPTY);
      }
      stream.take(Integer.MAX_VALUE);
      assertThat(Await.until(LIMIT, () -> stream.created.get() == CREATES)).isTrue();
      put(node.client(), ByteString.copyFromUtf8("key/4711"), 10);
      assertThat(Await.until(LIMIT, () -> stream.events.get() == 1)).isTrue();
      assertThat(node.residentBytes() - before).as("growth in bytes").isLessThan(GROWTH_MAX);
    }
  }

  @Test
  void aClientThatNeverReads() {
    try (EtcdProcess node = Requires.subject().start();
        var other = new EtcdClient(node.clientPort())) {
      var reader = new Stream(other.channel());
      reader.create(ALL, ALL);
      reader.take(Integer.MAX_VALUE);
      assertThat(Await.until(LIMIT, () -> reader.created.get() == 1)).isTrue();
      // So that memory which the load itself takes is there before it is measured.
      for (int i = 0; i < PUTS / 4; i++) {
        put(node.client(), ByteString.copyFromUtf8("warm"), VALUE_BYTES);
      }
      long before = node.residentBytes();
      long revision = reader.lastRevision.get();
      try (var silent = new EtcdClient(node.clientPort())) {
        var stalled = new Stream(silent.channel());
        for (int i = 0; i < 10; i++) {
          stalled.create(ALL, ALL);
        }
        for (int i = 0; i < PUTS; i++) {
          put(node.client(), ByteString.copyFromUtf8("key/" + i % 100), VALUE_BYTES);
        }
        assertThat(Await.until(LIMIT, () -> reader.events.get() == PUTS + PUTS / 4))
            .as("the other client is not held up: %d events", reader.events.get())
            .isTrue();
        assertThat(node.residentBytes() - before).as("growth in bytes").isLessThan(GROWTH_MAX);
        stalled.take(Integer.MAX_VALUE);
        assertThat(Await.until(LIMIT, () -> stalled.lastRevision.get() >= revision + PUTS))
            .as("the stalled client gets everything in the end")
            .isTrue();
        assertThat(stalled.failure.get()).isNull();
      }
    }
  }

  private static void put(EtcdClient client, ByteString key, int bytes) {
    KVGrpc.KVBlockingStub kv = client.kv(LIMIT);
    kv.put(
        PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(new byte[bytes])).build());
  }

  /** A watch stream that reads only what it is told to. */
  private static final class Stream extends ClientCall.Listener<WatchResponse> {
    final AtomicInteger created = new AtomicInteger();
    final AtomicLong events = new AtomicLong();
    final AtomicLong lastRevision = new AtomicLong();
    final AtomicReference<Status> failure = new AtomicReference<>();
    private final ClientCall<WatchRequest, WatchResponse> call;

    Stream(ManagedChannel channel) {
      call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
    }

    void create(ByteString key, ByteString end) {
      call.sendMessage(
          WatchRequest.newBuilder()
              .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key).setRangeEnd(end))
              .build());
    }

    void take(int responses) {
      call.request(responses);
    }

    @Override
    public void onMessage(WatchResponse response) {
      if (response.getCreated()) {
        created.incrementAndGet();
      }
      events.addAndGet(response.getEventsCount());
      lastRevision.accumulateAndGet(response.getHeader().getRevision(), Math::max);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      failure.compareAndSet(null, status);
    }
  }
}
