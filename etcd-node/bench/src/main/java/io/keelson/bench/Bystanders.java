package io.keelson.bench;

import java.io.IOException;

/**
 * What else a control plane does while objects are written: caches watch everything, and someone
 * lists page by page at a fixed rate.
 */
final class Bystanders implements Beside {
  private static final int WATCH_STREAMS = 3;
  private static final double PAGES_PER_SECOND = 10;
  private static final int PAGE_LIMIT = 500;
  private static final int PAGES_IN_FLIGHT_MAX = 16;

  private final Watchers watchers;
  private final Load pages;
  private long bytesBefore;

  Bystanders(ServerProcess server, String prefix) throws IOException {
    watchers = new Watchers(server.client(1, 1, 1), prefix, WATCH_STREAMS);
    pages =
        new Load(
            server.client(1, PAGES_IN_FLIGHT_MAX, 1), new PageWorkload(prefix, PAGE_LIMIT, false));
  }

  /** By then there must be something to list. */
  @Override
  public void start() {
    bytesBefore = watchers.bytes();
    pages.start(new Pace.FixedRate(PAGES_PER_SECOND));
  }

  @Override
  public void stop() {
    LoadCount count = pages.closeWindow();
    pages.stop();
    if (count.trouble().failures() > 0) {
      throw new IllegalStateException("listing beside the load: " + count.trouble().text());
    }
    if (watchers.bytes() == bytesBefore) {
      throw new IllegalStateException("the watchers saw nothing");
    }
  }

  @Override
  public void close() {
    watchers.close();
    pages.close();
  }
}
