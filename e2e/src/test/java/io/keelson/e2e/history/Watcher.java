package io.keelson.e2e.history;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Watches all keys at one member and writes down what it is told. When its stream breaks it watches
 * again from the revision after the last one that it was told of, as clients do.
 */
public final class Watcher implements AutoCloseable {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final long RETRY_MILLIS = 100;

  private final EtcdClient client;
  private final List<Change> told = new ArrayList<>();
  private final List<String> defects = new ArrayList<>();
  private long last;
  private int stream;
  private long compacted;
  private boolean isClosed;

  /**
   * @param revision that it knows already
   */
  public Watcher(int port, long revision) {
    this(new EtcdClient(port), revision);
  }

  /**
   * @param client of its own, which is closed with it
   * @param revision that it knows already
   */
  public Watcher(EtcdClient client, long revision) {
    this.client = client;
    last = revision;
    open();
  }

  private synchronized void open() {
    if (isClosed) {
      return;
    }
    client.channel().resetConnectBackoff();
    StreamObserver<WatchRequest> requests =
        WatchGrpc.newStub(client.channel()).watch(new Taker(++stream));
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(ALL)
                    .setRangeEnd(ALL)
                    .setStartRevision(last + 1))
            .build());
  }

  /** Waits until it was told of that revision. */
  public boolean awaitRevision(long revision, Duration limit) {
    return Await.until(limit, () -> lastRevision() >= revision);
  }

  /** What it was told up to a revision since it was asked last. */
  public synchronized List<Change> take(long revision) {
    int count = 0;
    while (count < told.size() && told.get(count).revision() <= revision) {
      count++;
    }
    List<Change> known = told.subList(0, count);
    List<Change> taken = List.copyOf(known);
    known.clear();
    return taken;
  }

  /** What no server may do, apart from what shows in the changes. */
  public synchronized List<String> defects() {
    return List.copyOf(defects);
  }

  /** The compact revision for which the server ended its watch, or 0. Nothing comes after that. */
  public synchronized long compacted() {
    return compacted;
  }

  /** The last revision that it was told of. */
  public synchronized long lastRevision() {
    return last;
  }

  private synchronized void take(int from, WatchResponse response) {
    if (from != stream || isClosed) {
      return; // what an abandoned stream still had
    }
    if (response.getCanceled()) {
      defects.add("cancelled: " + response);
      compacted = response.getCompactRevision();
    }
    response.getEventsList().stream().map(Change::of).forEach(told::add);
    if (!told.isEmpty() && response.getEventsCount() > 0) {
      last = told.getLast().revision();
      if (response.getHeader().getRevision() < last) {
        defects.add(
            "header revision %d with revision %d"
                .formatted(response.getHeader().getRevision(), last));
      }
    }
  }

  private synchronized void broken(int from) {
    if (from == stream && !isClosed) {
      var _ =
          CompletableFuture.runAsync(
              this::open, CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    client.close();
  }

  private final class Taker implements StreamObserver<WatchResponse> {
    private final int number;

    Taker(int number) {
      this.number = number;
    }

    @Override
    public void onNext(WatchResponse response) {
      take(number, response);
    }

    @Override
    public void onError(Throwable cause) {
      broken(number);
    }

    @Override
    public void onCompleted() {
      broken(number);
    }
  }
}
