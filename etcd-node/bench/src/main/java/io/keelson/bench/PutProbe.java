package io.keelson.bench;

import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Small puts to several members at a fixed rate, none waiting for the one before: one that is lost
 * with a leader does not hide that the next is answered. Used by one thread.
 */
final class PutProbe implements AutoCloseable {
  private static final String PREFIX = "/probe/";
  private static final int KEYS = 100;
  private static final int VALUE_BYTES = 16;
  private static final int IN_FLIGHT = 1000; // twenty seconds without an answer
  private static final Pace PACE = new Pace.FixedRate(50);
  private static final Duration CONNECTED_MAX = Duration.ofMinutes(1);

  private final Workload workload;
  private final List<Load> loads = new ArrayList<>();

  PutProbe(Values values) {
    workload = SimpleWorkloads.put(PREFIX, KeyOrder.RANDOM, KEYS, VALUE_BYTES, values);
  }

  /** Connects to a member that can be written to, and sends nothing afterwards. */
  void connect(ServerProcess member) throws IOException {
    Load load = new Load(member.client(1, IN_FLIGHT, 1), workload);
    loads.add(load);
    load.start(PACE, 1);
    load.finish(CONNECTED_MAX);
    if (load.closeWindow().trouble().failures() > 0) {
      throw new IOException("a put before the event failed");
    }
  }

  /** Sends puts to a member that listens, whether it answers or not. */
  void startAt(ServerProcess member) throws IOException {
    Load load = new Load(member.client(1, IN_FLIGHT, 1), workload);
    loads.add(load);
    load.start(PACE);
  }

  /** Sends puts to all that are connected. */
  void start() {
    loads.forEach(load -> load.start(PACE));
  }

  /** True when one of the puts sent since the start has been answered. */
  boolean isAnswered() {
    return loads.stream().anyMatch(load -> load.completed() > 0);
  }

  @Override
  public void close() {
    loads.forEach(Load::abandon);
    loads.forEach(Load::close);
  }
}
