package io.keelson.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.sim.SimProfile.Messages;
import io.keelson.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The simulated network carries what it should and loses what it may. */
final class SimNetworkTest {
  private static final long SECOND = 1_000_000_000;

  private final SimScheduler scheduler = new SimScheduler();

  private SimNetwork network(Messages messages) {
    return new SimNetwork(new World(scheduler, messages), new SplittableRandom(1));
  }

  private End plug(SimNetwork network, long id) {
    SimProfile profile = SimProfile.draw(new SplittableRandom(2), 2);
    SimProcess process =
        new SimProcess(
            scheduler,
            new SimMachine(scheduler, profile, new SplittableRandom(3)),
            profile,
            new SplittableRandom(4),
            new Silent());
    End end = new End(process);
    end.link = network.connect(id, process, end);
    end.link.peers(List.of(new Peer(3 - id, List.of())));
    return end;
  }

  private void run() {
    while (scheduler.runNext(SECOND)) {
      // The event has done its work.
    }
  }

  private static Message message(Message.Type type, long index) {
    return new Message(type, 2, 1, 1, 0, index, List.of(), 0, false, 0, Bytes.EMPTY, null);
  }

  private static void send(End from, Message.Type type, int count) {
    for (int i = 0; i < count; i++) {
      from.link.send(List.of(message(type, i)));
    }
  }

  @Test
  void carriesInOrder() {
    SimNetwork network = network(new Messages(0, 0, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    send(one, Message.Type.APP, 100);
    run();
    assertThat(two.indexes()).isEqualTo(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void losesDoublesAndDelays() {
    SimNetwork network = network(new Messages(0.2, 0.2, 0.2, 50));
    End one = plug(network, 1);
    End two = plug(network, 2);
    send(one, Message.Type.APP, 200);
    run();
    List<Long> got = two.indexes();
    assertThat(got).hasSizeBetween(150, 230).isNotEqualTo(got.stream().sorted().toList());
    assertThat(got.stream().distinct().count()).isLessThan(got.size()).isLessThan(200);
  }

  @Test
  void neverDoublesProposals() {
    SimNetwork network = network(new Messages(0, 1, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    send(one, Message.Type.PROP, 10);
    run();
    assertThat(two.indexes()).hasSize(10);
  }

  @Test
  void cutsOneWay() {
    SimNetwork network = network(new Messages(0, 0, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    network.cut(2, 1);
    two.link.send(
        List.of(
            new Message(
                Message.Type.APP, 1, 2, 1, 0, 7, List.of(), 0, false, 0, Bytes.EMPTY, null)));
    send(one, Message.Type.APP, 1);
    run();
    assertThat(one.messages).isEmpty();
    assertThat(two.messages).hasSize(1);
    assertThat(two.unreachable).containsExactly(1L);
    network.mend();
    assertThat(two.link.activeSinceNanos(1)).isLessThan(Long.MAX_VALUE);
  }

  @Test
  void nothingReachesAProcessThatHasEnded() {
    SimNetwork network = network(new Messages(0, 0, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    send(one, Message.Type.APP, 1);
    two.process.end();
    run();
    assertThat(two.messages).isEmpty();
    assertThat(one.unreachable).containsExactly(2L);
  }

  @Test
  void carriesAStateMachine() {
    SimNetwork network = network(new Messages(0, 0, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    Body body = new Body(200_000);
    one.link.sendSnapshot(message(Message.Type.SNAP, 5), body);
    run();
    assertThat(two.receivedBytes).isEqualTo(200_000);
    assertThat(one.sent).containsExactly(true);
    assertThat(body.isClosed).isTrue();
  }

  @Test
  void aTransferEndsWithItsReceiver() {
    SimNetwork network = network(new Messages(0, 0, 0, 1));
    End one = plug(network, 1);
    End two = plug(network, 2);
    one.link.sendSnapshot(message(Message.Type.SNAP, 5), new Body(200_000));
    scheduler.after(1_000_000, two.process::end);
    run();
    assertThat(one.sent).containsExactly(false);
  }

  /** What a member would be. */
  private static final class End implements PeerHandler, SnapshotSink {
    private final SimProcess process;
    private final List<Message> messages = new ArrayList<>();
    private final List<Long> unreachable = new ArrayList<>();
    private final List<Boolean> sent = new ArrayList<>();
    private PeerLink link;
    private long bytes;
    private long receivedBytes;

    @SuppressWarnings("NullAway.Init")
    End(SimProcess process) {
      this.process = process;
    }

    List<Long> indexes() {
      return messages.stream().map(Message::index).toList();
    }

    @Override
    public void received(Message message) {
      messages.add(message);
    }

    @Override
    public void unreachable(long member) {
      unreachable.add(member);
    }

    @Override
    public void snapshotSent(long member, boolean isAccepted) {
      sent.add(isAccepted);
    }

    @Override
    public SnapshotSink openSnapshot(Message message, Bytes membership) {
      return this;
    }

    @Override
    public boolean isRemoved(long member) {
      return false;
    }

    @Override
    public boolean isMember(long member) {
      return true;
    }

    @Override
    public void removedSays(long member) {}

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
    }

    @Override
    public void finish() {
      receivedBytes = bytes;
    }

    @Override
    public void abort() {
      bytes = 0;
    }
  }

  /** So many bytes. */
  private static final class Body implements SnapshotBody {
    private long rest;
    private boolean isClosed;

    Body(long size) {
      rest = size;
    }

    @Override
    public Bytes membership() {
      return Bytes.EMPTY;
    }

    @Override
    public long sizeBytes() {
      return rest;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = (int) Math.min(length, rest);
      rest -= count;
      return count;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  /** Sees nothing. */
  private static final class Silent implements SimProcess.Observer {
    @Override
    public void turned() {}

    @Override
    public void written(MemoryEngine engine) {}

    @Override
    public void replaced(MemoryEngine engine) {}

    @Override
    public void died(String where, Throwable cause) {
      throw new Violation(where, cause);
    }
  }

  /** A world in which messages have a hard life. */
  private static final class World implements SimWorld {
    private final SimScheduler scheduler;
    private final SimProfile profile;
    private final SimTrace trace;
    private final Coverage coverage = new Coverage();
    private final History history = new History();
    private final Invariants invariants = new Invariants();

    World(SimScheduler scheduler, Messages messages) {
      this.scheduler = scheduler;
      this.profile = SimProfile.draw(new SplittableRandom(2), 2).with(messages);
      this.trace = new SimTrace(scheduler, null);
    }

    @Override
    public SimScheduler scheduler() {
      return scheduler;
    }

    @Override
    public SimTrace trace() {
      return trace;
    }

    @Override
    public SimProfile profile() {
      return profile;
    }

    @Override
    public Invariants invariants() {
      return invariants;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    @Override
    public NodeMetrics metrics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public History history() {
      return history;
    }

    @Override
    public boolean isFaulty() {
      return true;
    }

    @Override
    public SimNetwork network() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void voted(long voter, long term, long candidate) {}

    @Override
    public boolean mayRot(SimMember member) {
      return false;
    }

    @Override
    public void left(SimMember member) {}
  }
}
