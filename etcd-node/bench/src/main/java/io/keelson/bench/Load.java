package io.keelson.bench;

import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * One workload against one server, started and stopped as often as wanted; connections, key
 * counters and page positions stay between runs. Used by one thread.
 */
final class Load implements AutoCloseable {
  private static final long ANSWER_SECONDS = 60;
  private static final long POLL_MILLIS = 20;

  private final MultiThreadIoEventLoopGroup loops;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);
  private long windowStartNanos;

  Load(ClientConfig config, Workload workload) throws IOException {
    loops = new MultiThreadIoEventLoopGroup(config.lanes(), EpollIoHandler.newFactory());
    try {
      for (int number = 0; number < config.lanes(); number++) {
        lanes.add(openLane(config, workload, number));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Lane openLane(ClientConfig config, Workload workload, int number) throws IOException {
    EventLoop loop = loops.next();
    int connections = share(config.connections(), number, config.lanes());
    List<Source> sources =
        workload.sources(
            new Workload.LaneShare(number, config.lanes(), connections * config.inFlight()));
    Lane lane = new Lane(loop);
    for (int connection = 0; connection < connections; connection++) {
      ManagedChannel channel = Channels.open(config, loop);
      channels.add(channel);
      for (int position = 0; position < config.inFlight(); position++) {
        lane.addSlot(channel, sources.get(connection * config.inFlight() + position));
      }
    }
    return lane;
  }

  /** Starts sending without an end. */
  void start(Pace pace) {
    start(pace, Long.MAX_VALUE);
  }

  /** Starts sending this many requests; {@link #finish} waits for their end. */
  void start(Pace pace, long requests) {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int number = 0; number < lanes.size(); number++) {
      Lane lane = lanes.get(number);
      long part =
          requests == Long.MAX_VALUE
              ? requests
              : requests / lanes.size() + (number < requests % lanes.size() ? 1 : 0);
      ends.add(on(lane, () -> lane.start(share(pace), part)));
    }
    stopped = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    openWindow();
  }

  /** Sends until both the time and the number of requests are reached, at most the longer time. */
  void warm(Pace pace, long requests, Duration atLeast, Duration atMost) {
    start(pace);
    long start = System.nanoTime();
    while (System.nanoTime() - start < atMost.toNanos()
        && (completed() < requests || System.nanoTime() - start < atLeast.toNanos())) {
      sleep(POLL_MILLIS);
    }
  }

  /** Forgets what was counted so far. */
  void openWindow() {
    lanes.forEach(lane -> on(lane, lane::takeCount));
    windowStartNanos = System.nanoTime();
  }

  /** What was counted since the window was opened; opens the next one. */
  LoadCount closeWindow() {
    List<Lane.LaneCount> counts = lanes.stream().map(lane -> on(lane, lane::takeCount)).toList();
    double seconds = (System.nanoTime() - windowStartNanos) / 1e9;
    windowStartNanos = System.nanoTime();
    Histogram latency = new Histogram(3);
    long completed = 0;
    long completedBytes = 0;
    Trouble trouble = Trouble.NONE;
    for (Lane.LaneCount count : counts) {
      latency.add(count.latency());
      completed += count.completed();
      completedBytes += count.completedBytes();
      trouble = trouble.and(count.trouble());
    }
    return new LoadCount(latency, seconds, completed, completedBytes, trouble);
  }

  /** Requests completed since the window was opened. */
  long completed() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += on(lane, lane::completed);
    }
    return sum;
  }

  boolean isFinished() {
    return stopped.isDone();
  }

  /** Starts no more requests and waits for those under way. */
  void stop() {
    lanes.forEach(lane -> on(lane, lane::stop));
    finish(Duration.ofSeconds(ANSWER_SECONDS));
  }

  /** Starts no more requests and waits for none: the server may be gone. */
  void abandon() {
    lanes.forEach(lane -> on(lane, lane::stop));
  }

  /** Waits for the end of a load with a number of requests. */
  void finish(Duration atMost) {
    await(stopped, atMost, "the load did not end in time");
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Pace share(Pace pace) {
    return switch (pace) {
      case Pace.ClosedLoop closed -> closed;
      case Pace.FixedRate rate -> new Pace.FixedRate(rate.perSecond() / lanes.size());
    };
  }

  private static int share(int whole, int number, int lanes) {
    return whole / lanes + (number < whole % lanes ? 1 : 0);
  }

  private static <T> T on(Lane lane, Callable<T> task) {
    return await(lane.loop().submit(task), Duration.ofSeconds(ANSWER_SECONDS), "the loop hangs");
  }

  private static <T> T await(Future<T> future, Duration atMost, String otherwise) {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(otherwise, e);
    }
  }
}
