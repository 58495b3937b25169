package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Watch streams over one prefix that count, time and check all they get; see {@link EventTally}.
 * They share one event loop, where all their state is touched.
 */
final class EventStreams implements AutoCloseable {
  private static final Duration CREATED_MAX = Duration.ofMinutes(1);
  private static final long AGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final long POLL_MILLIS = 2;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<EventTally> tallies = new ArrayList<>();
  private Histogram age = new Histogram(AGE_NANOS_MAX, 3);
  private long eventsTaken;
  private String trouble = "";
  private boolean isClosing;

  /** How many watchers, and how they are spread. */
  record Layout(int connections, int streams, int watchers) {
    static final Layout ONE = new Layout(1, 1, 1);
  }

  /** Opens all and waits until the server has created every watch. */
  EventStreams(ServerProcess server, String prefix, long startRevision, Layout layout)
      throws IOException {
    try {
      for (int connection = 0; connection < layout.connections(); connection++) {
        ManagedChannel channel = Channels.open(server.client(1, 1, 1), loop);
        channels.add(channel);
        for (int stream = 0; stream < layout.streams(); stream++) {
          EventTally tally = new EventTally(layout.watchers(), startRevision);
          tallies.add(tally);
          open(channel, tally, prefix, startRevision, layout.watchers());
        }
      }
      await(EventTally::isCreated, CREATED_MAX, "not every watch was created");
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(
      ManagedChannel channel, EventTally tally, String prefix, long startRevision, int watchers) {
    ClientCall<RequestBuffer, byte[]> call =
        channel.newCall(EtcdMethods.WATCH, CallOptions.DEFAULT);
    call.start(new Taker(call, tally), new Metadata());
    call.request(1);
    for (int watcher = 1; watcher <= watchers; watcher++) {
      RequestBuffer create = new RequestBuffer(); // sent later when the connection is not up yet
      Requests.watchFrom(
          create, KeyBuffer.startOf(prefix), KeyBuffer.endOf(prefix), startRevision, watcher);
      call.sendMessage(create);
    }
  }

  /** What came since the last call. */
  EventCount take() {
    return onLoop(
        () -> {
          long events = tallies.stream().mapToLong(EventTally::events).sum();
          EventCount count = new EventCount(age, events - eventsTaken);
          age = new Histogram(AGE_NANOS_MAX, 3);
          eventsTaken = events;
          return count;
        });
  }

  /** Waits until every watcher has got all events up to a revision. */
  void await(long revision, Duration atMost) {
    await(tally -> tally.revision() >= revision, atMost, "events up to " + revision + " missing");
  }

  private void await(Predicate<EventTally> condition, Duration atMost, String otherwise) {
    long start = System.nanoTime();
    while (!onLoop(() -> tallies.stream().allMatch(condition))) {
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new IllegalStateException(otherwise);
      }
      Load.sleep(POLL_MILLIS);
    }
  }

  private <T> T onLoop(Supplier<T> task) {
    try {
      return loop.submit(
              () -> {
                if (!trouble.isEmpty()) {
                  throw new IllegalStateException(trouble);
                }
                return task.get();
              })
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    var _ =
        loop.submit(
            () -> {
              isClosing = true;
            });
    channels.forEach(ManagedChannel::shutdownNow);
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Taker extends ClientCall.Listener<byte[]> {
    private final ClientCall<RequestBuffer, byte[]> call;
    private final EventTally tally;

    Taker(ClientCall<RequestBuffer, byte[]> call, EventTally tally) {
      this.call = call;
      this.tally = tally;
    }

    @Override
    public void onMessage(byte[] response) {
      try {
        tally.take(response, System.nanoTime(), age);
      } catch (IllegalStateException e) {
        fail(String.valueOf(e.getMessage()));
      }
      call.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!isClosing) {
        fail("a watch stream ended: " + status);
      }
    }

    private void fail(String what) {
      if (trouble.isEmpty()) {
        trouble = what;
      }
    }
  }
}
