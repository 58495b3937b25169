package io.keelson.node.sim;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.sim.SimNetwork.Port;
import io.keelson.raft.Message;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A state machine on its way to another member: part by part, and it may break after each. */
final class SimTransfer {
  private static final int PART_BYTES = 64 << 10;

  private final SimWorld world;
  private final SimNetwork network;
  private final Port from;
  private final Message message;
  private final byte[] part = new byte[PART_BYTES];
  private @Nullable SimProcess receiver;
  private @Nullable SnapshotSink sink;
  private boolean isOver;

  SimTransfer(SimWorld world, SimNetwork network, Port from, Message message) {
    this.world = world;
    this.network = network;
    this.from = from;
    this.message = message;
  }

  void start(SnapshotBody body) {
    world.coverage().hit("snapshot sent");
    note("sent");
    Bytes membership = body.membership();
    from.process()
        .after(
            network.transferNanos(),
            () -> {
              @Nullable Port target = network.listening(message.to());
              if (target == null || !network.isOpen(message.from(), message.to())) {
                end(body, false);
                return;
              }
              receiver = target.process();
              receive(
                  () -> {
                    sink = target.handler().openSnapshot(message, membership);
                  },
                  body);
            });
  }

  private void note(String what) {
    long index = message.snapshot() == null ? 0 : message.snapshot().index();
    world.trace().note("snapshot", what, message.to(), index);
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Does a step at the receiver, then goes on at the sender. */
  private void receive(Step step, SnapshotBody body) {
    SimProcess at = receiver;
    if (at == null || !at.isAlive()) {
      end(body, false);
      return;
    }
    at.enter(
        () -> {
          try {
            step.run();
            from.process().after(network.transferNanos(), () -> next(body));
          } catch (IOException e) {
            world.coverage().hit("snapshot not taken");
            from.process().after(network.transferNanos(), () -> end(body, false));
          }
        });
  }

  private void next(SnapshotBody body) {
    SnapshotSink open = sink;
    SimProcess at = receiver;
    if (open == null || at == null) {
      end(body, false);
      return;
    }
    if (network.breaks() || !network.isOpen(message.from(), message.to())) {
      note("broken off");
      world.coverage().hit("snapshot broken off");
      at.enter(open::abort);
      end(body, false);
      return;
    }
    try {
      int count = body.read(part, 0, part.length);
      if (count > 0) {
        byte[] bytes = Arrays.copyOf(part, count);
        receive(() -> open.write(bytes, 0, bytes.length), body);
      } else {
        at.enter(() -> finish(open, body));
      }
    } catch (IOException e) {
      at.enter(open::abort);
      end(body, false);
    }
  }

  private void finish(SnapshotSink open, SnapshotBody body) {
    try {
      open.finish();
      note("received");
      world.coverage().hit("snapshot received");
      from.process().after(network.transferNanos(), () -> end(body, true));
    } catch (IOException e) {
      world.coverage().hit("snapshot not kept");
      from.process().after(network.transferNanos(), () -> end(body, false));
    }
  }

  private void end(SnapshotBody body, boolean isAccepted) {
    if (!isOver) {
      isOver = true;
      body.close();
      from.handler().snapshotSent(message.to(), isAccepted);
    }
  }
}
