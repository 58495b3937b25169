package io.keelson.bench;

import java.io.IOException;
import java.time.Duration;

/** Watchers of all keys that the load puts; each of them must get each put. */
final class WatchersBeside implements Beside {
  private static final Duration DRAIN_MAX = Duration.ofMinutes(1);

  private final EventStreams streams;
  private final TimedPuts puts;

  WatchersBeside(ServerProcess server, String prefix, EventStreams.Layout layout, TimedPuts puts)
      throws IOException {
    this.streams = new EventStreams(server, prefix, 0, layout);
    this.puts = puts;
  }

  @Override
  public void openWindow() {
    var _ = streams.take();
  }

  @Override
  public EventCount closeWindow() {
    return streams.take();
  }

  @Override
  public void stop() {
    streams.await(puts.revision(), DRAIN_MAX);
  }

  @Override
  public void close() {
    streams.close();
  }
}
