package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.isActive;
import static io.keelson.node.peer.PeerFixture.join;
import static io.keelson.node.peer.PeerFixture.message;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.link.Peer;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Connections that break, stall or lie. */
final class PeerFaultsTest {
  private static boolean gets(Member from, Member to, long index) {
    from.transport.send(List.of(message(Message.Type.HEARTBEAT, from.id, to.id, index)));
    return to.node.messages.stream().anyMatch(m -> m.from() == from.id && m.index() == index);
  }

  @Test
  void threeMembersAndOneThatRestarts() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1);
      Member two = fixture.member(2);
      Member three = fixture.member(3);
      join(one, two, three);
      await(() -> gets(one, two, 1) && gets(one, three, 1) && gets(two, three, 1));
      await(() -> gets(three, one, 1) && gets(three, two, 1) && gets(two, one, 1));
      int port = three.listener.port();
      three.listener.close();
      await(() -> !isActive(one, three) && !isActive(two, three));
      assertThat(isActive(one, two)).isTrue();
      three.listener = three.listen(port, null);
      await(() -> isActive(one, three) && isActive(three, one));
      await(() -> gets(one, three, 3) && gets(three, one, 3) && gets(two, three, 3));
      assertThat(one.metrics.network.disconnectedPeers.with("1", "3").value()).isPositive();
    }
  }

  @Test
  void aMemberThatLeavesIsForgotten() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1);
      Member two = fixture.member(2);
      join(one, two);
      await(() -> gets(one, two, 1) && gets(two, one, 1));
      one.transport.peers(List.of());
      await(() -> !isActive(one, two));
      assertThat(one.metrics.network.activePeers.with("1", "2").value()).isZero();
      await(() -> !isActive(two, one));
    }
  }

  @Test
  void aMemberThatDoesNotReadCostsABoundedQueue() throws IOException {
    try (var fixture = new PeerFixture();
        Socket reader = new Socket()) {
      Member one = fixture.member(1);
      one.transport.peers(List.of(new Peer(2, List.of("http://127.0.0.1:1"))));
      await(() -> PeerFixture.knows(one, 2));
      reader.setReceiveBufferSize(4096);
      reader.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), one.listener.port()));
      reader
          .getOutputStream()
          .write(
              PeerFixture.lines(
                      "GET /raft/stream/message/2 HTTP/1.1",
                      "Host: x",
                      "X-Server-From: 2",
                      "X-Server-Version: 3.7.1",
                      "X-Min-Cluster-Version: 3.0.0",
                      "X-Etcd-Cluster-ID: abcdef",
                      "X-Raft-To: 1",
                      "")
                  .getBytes(StandardCharsets.UTF_8));
      byte[] head = reader.getInputStream().readNBytes(12);
      assertThat(new String(head, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200");
      List<Message> batch = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        batch.add(PeerFixture.append(1, 2, 3, i, 1, 100_000));
      }
      await(
          () -> {
            one.transport.send(batch);
            return one.node.unreachable.size() > 10;
          });
      // Then nobody has read for so long that the stream is given up, which is told once more.
      one.settings.place().loop().submit(() -> {}).syncUninterruptibly();
      one.node.unreachable.clear();
      assertThat(take(one.node.unreachable)).isEqualTo(2);
    }
  }

  @Test
  void hostileConnectionsDoNotDisturbOthers() throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1);
      Member two = fixture.member(2);
      join(one, two);
      await(() -> gets(one, two, 1) && gets(two, one, 1));
      List<Socket> open = new ArrayList<>();
      Random random = new Random(5);
      int closed = 0;
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.listener.port());
        open.add(socket);
        byte[] bytes = new byte[random.nextInt(3000)];
        random.nextBytes(bytes);
        String head =
            switch (i % 6) {
              case 0 -> "GET /raft/stream/message/2 HTTP/1.1\r\nX-Ser";
              case 1 -> "POST /raft HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000000000\r\n\r\n";
              case 2 ->
                  "POST /raft/snapshot HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n";
              case 3 -> "GET /version HTTP/1.1\r\n\r\n".repeat(3);
              case 4 -> "";
              default -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
            };
        try {
          socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().write(bytes);
        } catch (IOException alreadyClosed) {
          closed++;
        }
      }
      assertThat(closed).isLessThan(open.size());
      await(() -> gets(one, two, 2) && gets(two, one, 2));
      assertThat(isActive(one, two)).isTrue();
      assertThat(one.metrics.network.disconnectedPeers.with("1", "2").value()).isZero();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void halfRequestsAreCutOff() throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1);
      List<String> halves =
          List.of(
              PeerFixture.lines(
                  "POST /raft HTTP/1.1",
                  "Host: x",
                  "X-Server-Version: 3.7.1",
                  "X-Min-Cluster-Version: 3.0.0",
                  "X-Etcd-Cluster-ID: abcdef",
                  "Content-Length: 100",
                  "",
                  "half"),
              "GET /members/hashkv HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
              "GET /ver",
              "");
      List<Socket> sockets = new ArrayList<>();
      for (String half : halves) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.listener.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
        sockets.add(socket);
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
    }
  }

  /** A server that answers a stream request and then lies. */
  @Test
  void streamsThatLieAreDialledAgain() throws Exception {
    List<String> lies =
        List.of(
            "0000000040000000 0808", // a frame of a gigabyte
            "0000000000000004 ffffffff", // no message
            "0000000000000002 0800", // a message that does not travel
            "");
    try (var fixture = new PeerFixture();
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Member one = fixture.member(1);
      one.transport.peers(
          List.of(new Peer(2, List.of("http://127.0.0.1:" + server.getLocalPort()))));
      int streams = 0;
      List<Socket> silent = new ArrayList<>();
      server.setSoTimeout(60_000);
      while (streams < 10) {
        Socket socket = server.accept();
        silent.add(socket);
        socket.setSoTimeout(60_000);
        var reader =
            new java.io.BufferedReader(
                new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        if (line == null || !line.startsWith("GET /raft/stream/message")) {
          continue;
        }
        byte[] lie = MessageCodecTest.hex(lies.get(streams % lies.size())).toArray();
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(Math.max(1, lie.length))
                        + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(lie);
        streams++;
      }
      assertThat(one.node.messages).isEmpty();
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void urlsAreTriedInTurn() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1);
      Member two = fixture.member(2);
      two.transport.peers(List.of(one.peer()));
      one.transport.peers(
          List.of(new Peer(2, List.of("http://127.0.0.1:1", "unix://none", two.url()))));
      await(() -> isActive(one, two) && isActive(two, one));
      await(() -> gets(two, one, 4));
      take(one.node.messages);
    }
  }
}
