package io.keelson.node.sim;

import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.sim.SimNetwork.Port;
import io.keelson.raft.Message;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A state machine on its way to another member: part by part, and it may break after each. Each end
 * hears of the end of the other's process, or of a long silence, as of a connection that broke.
 */
final class SimTransfer {
  private static final int PART_BYTES = 64 << 10;
  private static final long SILENCE_NANOS = 500_000_000;

  private final SimWorld world;
  private final SimNetwork network;
  private final Port from;
  private final Message message;
  private final SnapshotBody body;
  private final byte[] part = new byte[PART_BYTES];
  private @Nullable Port to;
  private @Nullable SnapshotSink sink;
  private long steps;
  private boolean isOver;

  SimTransfer(SimWorld world, SimNetwork network, Port from, Message message, SnapshotBody body) {
    this.world = world;
    this.network = network;
    this.from = from;
    this.message = message;
    this.body = body;
  }

  void start() {
    world.coverage().hit("snapshot sent");
    note("sent");
    later(from, this::connect);
  }

  private void note(String what) {
    long index = message.snapshot() == null ? 0 : message.snapshot().index();
    world.trace().note("snapshot", what, message.to(), index);
  }

  /** Goes on in the process of one end, unless the other end notices that nothing comes. */
  private void later(Port at, Runnable next) {
    steps++;
    long step = steps;
    at.process().after(network.transferNanos(), () -> go(next));
    world
        .scheduler()
        .after(
            SILENCE_NANOS,
            () -> {
              if (step == steps && !isOver) {
                breakOff();
              }
            });
  }

  private void go(Runnable next) {
    if (isOver) {
      return;
    }
    boolean isOpen = from.process().isAlive() && network.isOpen(message.from(), message.to());
    if (isOpen && !network.breaks()) {
      next.run();
    } else {
      breakOff();
    }
  }

  private void breakOff() {
    note("broken off");
    world.coverage().hit("snapshot broken off");
    ended(false);
    SnapshotSink open = sink;
    Port receiver = to;
    if (open != null && receiver != null) {
      receiver.process().enter(open::abort);
    }
  }

  private void ended(boolean isAccepted) {
    isOver = true;
    from.process()
        .after(
            network.transferNanos(),
            () -> {
              body.close();
              from.handler().snapshotSent(message.to(), isAccepted);
            });
  }

  private void connect() {
    @Nullable Port receiver = network.listening(message.to());
    if (receiver == null) {
      breakOff();
      return;
    }
    to = receiver;
    later(
        receiver,
        () ->
            receive(
                "snapshot not taken",
                () -> {
                  sink = receiver.handler().openSnapshot(message, body.membership());
                  later(from, this::send);
                }));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void receive(String refusal, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      world.coverage().hit(refusal);
      ended(false);
    }
  }

  private void send() {
    SnapshotSink open = sink;
    Port receiver = to;
    if (open == null || receiver == null) {
      throw new IllegalStateException("nobody receives");
    }
    try {
      int count = body.read(part, 0, part.length);
      byte[] bytes = Arrays.copyOf(part, count);
      later(
          receiver,
          () ->
              receive(
                  "snapshot not kept",
                  () -> {
                    if (count > 0) {
                      open.write(bytes, 0, count);
                      later(from, this::send);
                    } else {
                      open.finish();
                      note("received");
                      world.coverage().hit("snapshot received");
                      ended(true);
                    }
                  }));
    } catch (IOException e) {
      breakOff();
    }
  }
}
