package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.peer.FakeNode.ReceivedSnapshot;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.ConfState;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** State machines on their way, and what breaks them off. */
final class PeerSnapshotTest {
  private static final int SIZE = 5_000_003;

  /** A file whose bytes follow from their positions. */
  private static final class Body implements SnapshotBody {
    final BlockingQueue<String> closes = new LinkedBlockingQueue<>();
    final CountDownLatch isHeldUp = new CountDownLatch(1);
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final int failsAt;
    private final int waitsAt;
    private int position;

    Body(int failsAt, int waitsAt) {
      this.failsAt = failsAt;
      this.waitsAt = waitsAt;
    }

    static Body whole() {
      return new Body(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static byte at(int position) {
      return (byte) (position * 31 + (position >> 8));
    }

    @Override
    public Bytes membership() {
      return Bytes.utf8("{\"Root\":{}}");
    }

    @Override
    public long sizeBytes() {
      return SIZE;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (position >= failsAt) {
        throw new IOException("unreadable");
      }
      if (position >= waitsAt) {
        isHeldUp.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      int count = Math.min(length, SIZE - position);
      for (int i = 0; i < count; i++) {
        target[offset + i] = at(position + i);
      }
      position += count;
      return count;
    }

    @Override
    public void close() {
      closes.add("closed");
    }
  }

  private static Message offer(long from, long to) {
    var meta = new SnapshotMeta(1234, 5, ConfState.ofVoters(List.of(from, to)));
    return new Message(
        Message.Type.SNAP, to, from, 5, 0, 0, List.of(), 0, false, 0, Bytes.EMPTY, meta);
  }

  private static void assertClosedOnce(Body body) {
    take(body.closes);
    assertThat(body.closes).isEmpty();
  }

  @Test
  void arrivesWhole() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      Body body = Body.whole();
      one.transport.sendSnapshot(offer(one.id, two.id), body);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 true");
      ReceivedSnapshot received = take(two.node.snapshots);
      assertThat(take(received.ends)).isEqualTo("finished");
      assertThat(received.ends).isEmpty();
      assertThat(received.message).isEqualTo(offer(one.id, two.id));
      assertThat(received.membership).isEqualTo(body.membership());
      byte[] file = received.file.toByteArray();
      assertThat(file).hasSize(SIZE);
      for (int i = 0; i < SIZE; i++) {
        if (file[i] != Body.at(i)) {
          throw new AssertionError("byte " + i);
        }
      }
      assertClosedOnce(body);
      assertThat(one.metrics.network.snapshotsSent.successes.with("22").value()).isEqualTo(1);
      assertThat(two.metrics.network.snapshotsReceived.successes.with("11").value()).isEqualTo(1);
      assertThat(one.metrics.network.snapshotsSent.inflight.with("22").value()).isZero();
      assertThat(one.node.snapshotsSent).isEmpty();
    }
  }

  @Test
  void onlyOneAtATimeToAMember() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      Body slow = new Body(Integer.MAX_VALUE, 1_000_000);
      one.transport.sendSnapshot(offer(one.id, two.id), slow);
      take(two.node.snapshots);
      Body second = Body.whole();
      one.transport.sendSnapshot(offer(one.id, two.id), second);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertClosedOnce(second);
      slow.mayGoOn.countDown();
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 true");
      assertClosedOnce(slow);
    }
  }

  @Test
  void isRefusedOrFoundDamaged() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      two.node.refusesSnapshots = true;
      Body refused = Body.whole();
      one.transport.sendSnapshot(offer(one.id, two.id), refused);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertClosedOnce(refused);
      two.node.refusesSnapshots = false;
      two.node.failsToFinish = true;
      Body damaged = Body.whole();
      one.transport.sendSnapshot(offer(one.id, two.id), damaged);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertClosedOnce(damaged);
      assertThat(take(take(two.node.snapshots).ends)).isEqualTo("failed");
      two.node.failsToFinish = false;
      one.transport.sendSnapshot(offer(one.id, two.id), Body.whole());
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 true");
    }
  }

  @Test
  void failureDoesNotOutlastStreamsThatWork() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      PeerFixture.await(() -> PeerFixture.isActive(one, two));
      two.node.refusesSnapshots = true;
      one.transport.sendSnapshot(offer(one.id, two.id), Body.whole());
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertThat(one.metrics.network.disconnectedPeers.with("11", "22").value()).isPositive();
      PeerFixture.await(() -> PeerFixture.isActive(one, two));
    }
  }

  @Test
  void leavesNothingBehindWhenTheSenderFails() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      Body broken = new Body(2_000_000, Integer.MAX_VALUE);
      one.transport.sendSnapshot(offer(one.id, two.id), broken);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertClosedOnce(broken);
      ReceivedSnapshot received = take(two.node.snapshots);
      assertThat(take(received.ends)).isEqualTo("aborted");
      assertThat(received.ends).isEmpty();
      assertThat(two.metrics.network.snapshotsReceived.failures.with("11").value()).isEqualTo(1);
    }
  }

  @Test
  void endsWhenTheReceiverGoes() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      PeerFixture.join(one, two);
      Body body = new Body(Integer.MAX_VALUE, 1_000_000);
      one.transport.sendSnapshot(offer(one.id, two.id), body);
      ReceivedSnapshot received = take(two.node.snapshots);
      await(() -> received.file.size() > 100_000 && body.isHeldUp.getCount() == 0);
      two.listener.close();
      assertThat(take(one.node.snapshotsSent)).isEqualTo("22 false");
      assertThat(take(received.ends)).isEqualTo("aborted");
      assertThat(body.closes).as("not while it is read").isEmpty();
      body.mayGoOn.countDown();
      assertClosedOnce(body);
      assertThat(one.node.snapshotsSent).isEmpty();
    }
  }

  @Test
  void toAMemberThatIsNotThere() throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Body unknown = Body.whole();
      one.transport.sendSnapshot(offer(one.id, 0x77), unknown);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("77 false");
      assertClosedOnce(unknown);
      int closed;
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        closed = socket.getLocalPort();
      }
      one.transport.peers(
          List.of(new io.keelson.node.link.Peer(0x77, List.of("http://127.0.0.1:" + closed))));
      Body unreachable = Body.whole();
      one.transport.sendSnapshot(offer(one.id, 0x77), unreachable);
      assertThat(take(one.node.snapshotsSent)).isEqualTo("77 false");
      assertClosedOnce(unreachable);
    }
  }

  @Test
  void bodiesThatStopAreCutOff() throws Exception {
    try (var fixture = new PeerFixture();
        Socket socket = new Socket()) {
      Member two = fixture.member(0x22);
      socket.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), two.listener.port()));
      socket.setSoTimeout((int) (PeerFixture.PATIENCE_SECONDS * 2000));
      Bytes envelope = MessageCodec.encode(offer(0x11, 0x22), Bytes.EMPTY);
      var head =
          PeerFixture.lines(
              "POST /raft/snapshot HTTP/1.1",
              "Host: x",
              "X-Server-From: 11",
              "X-Server-Version: 3.7.1",
              "X-Min-Cluster-Version: 3.0.0",
              "X-Etcd-Cluster-ID: abcdef",
              "Content-Length: 1000000",
              "");
      var out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(java.nio.ByteBuffer.allocate(8).putLong(envelope.length()).array());
      out.write(envelope.toArray());
      out.write(new byte[1000]);
      out.flush();
      ReceivedSnapshot received = take(two.node.snapshots);
      assertThat(received.ends.poll(60, java.util.concurrent.TimeUnit.SECONDS))
          .isEqualTo("aborted");
      assertThat(received.file.size()).isEqualTo(1000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
