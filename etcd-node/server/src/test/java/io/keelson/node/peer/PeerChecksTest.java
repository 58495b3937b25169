package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.Peer;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered to whom, asked over plain sockets. */
final class PeerChecksTest {
  private static final String GOOD =
      PeerFixture.lines(
          "X-Server-From: 22",
          "X-Server-Version: 3.6.14",
          "X-Min-Cluster-Version: 3.0.0",
          "X-Etcd-Cluster-ID: abcdef");

  /** Sends a request and reads all of the answer; the connection is asked to end with it. */
  static String ask(int port, String head, Bytes body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) (PeerFixture.PATIENCE_SECONDS * 1000));
      var out = new ByteArrayOutputStream();
      out.writeBytes((head + "Host: x\r\nConnection: close\r\n").getBytes(StandardCharsets.UTF_8));
      if (!body.isEmpty()) {
        out.writeBytes(
            ("Content-Length: " + body.length() + "\r\n").getBytes(StandardCharsets.UTF_8));
      }
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
      out.writeBytes(body.toArray());
      socket.getOutputStream().write(out.toByteArray());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String status(String answer) {
    return answer.substring(9, 12);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Member 33 is known, member 44 was removed, member 55 is nobody. */
  @ParameterizedTest
  @CsvSource({
    "GET, /raft, '', 405, Method Not Allowed",
    "GET, /raft/snapshot, '', 405, Method Not Allowed",
    "POST, /raft/stream/message/33, '', 405, Method Not Allowed",
    "POST, /members, '', 405, Method Not Allowed",
    "POST, /version, '', 405, Method Not Allowed",
    "GET, /members/promote/1, '', 405, Method Not Allowed",
    "GET, /leases, '', 405, Method Not Allowed",
    "GET, /nothing, '', 404, 404 page not found",
    "GET, /raft/else, '', 404, 404 page not found",
    "GET, /raft/stream/message/33, X-Server-Version: 2.3.8, 412, incompatible version",
    "GET, /raft/stream/message/33, X-Server-Version: nonsense, 412, incompatible version",
    "GET, /raft/stream/message/33, X-Min-Cluster-Version: 3.8.0, 412, incompatible version",
    "GET, /raft/stream/message/33, X-Etcd-Cluster-ID: 1, 412, cluster ID mismatch",
    "POST, /raft, X-Etcd-Cluster-ID: 1, 412, cluster ID mismatch",
    "POST, /raft/snapshot, X-Etcd-Cluster-ID: 1, 412, cluster ID mismatch",
    "GET, /raft/stream/other/33, '', 404, invalid path",
    "GET, /raft/stream/message/xyz, '', 404, invalid from",
    "GET, /raft/stream/message/, '', 404, invalid from",
    "GET, /raft/stream/message/44, X-Raft-To: 11, 410, removed member",
    "GET, /raft/stream/msgapp/55, X-Raft-To: 11, 404, error sender not found",
    "GET, /raft/stream/message/33, X-Raft-To: 12, 412, to field mismatch",
    "GET, /raft/stream/message/33, '', 412, to field mismatch",
    "GET, /members/hashkv, X-Etcd-Cluster-ID: 1, 412, cluster ID mismatch",
    "POST, /members/promote/x, '', 404, member x not found in cluster",
    "POST, /members/promote/17, '', 200, promoted 17",
    "GET, /downgrade/enabled, '', 200, false",
    "POST, /leases, '', 404, lease not found",
    "GET, /members, '', 200, []",
  })
  void answers(String method, String path, String header, String status, String body)
      throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      one.transport.peers(List.of(new Peer(0x33, List.of("http://127.0.0.1:1"))));
      one.node.removed.add(0x44L);
      String name = header.isEmpty() ? "none" : header.substring(0, header.indexOf(':'));
      StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      GOOD.lines().filter(line -> !line.startsWith(name)).forEach(l -> head.append(l + "\r\n"));
      if (!header.isEmpty()) {
        head.append(header + "\r\n");
      }
      await(() -> PeerFixture.knows(one, 0x33));
      String answer = ask(one.listener.port(), head.toString(), Bytes.EMPTY);
      assertThat(status(answer)).isEqualTo(status);
      assertThat(body(answer).strip()).isEqualTo(body);
      if (path.startsWith("/raft/stream") && method.equals("GET")) {
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
            .contains("x-server-version: 3.7.1", "x-etcd-cluster-id: abcdef");
      }
    }
  }

  private static String post(Member one, Bytes body) throws IOException {
    return ask(one.listener.port(), "POST /raft HTTP/1.1\r\n" + GOOD, body);
  }

  @Test
  void postedMessagesAreCheckedInOrder() throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      one.node.removed.add(0x44L);
      Message good = PeerFixture.message(Message.Type.VOTE, 0x22, 0x11, 4);
      assertThat(status(post(one, MessageCodec.encode(good)))).isEqualTo("204");
      assertThat(take(one.node.messages)).isEqualTo(good);
      String malformed = post(one, Bytes.utf8("garbage"));
      assertThat(status(malformed)).isEqualTo("400");
      assertThat(body(malformed)).isEqualTo("error unmarshalling raft message\n");
      String removed =
          post(one, MessageCodec.encode(PeerFixture.message(Message.Type.VOTE, 0x44, 0x11, 4)));
      assertThat(status(removed)).isEqualTo("403");
      assertThat(body(removed))
          .isEqualTo("{\"message\":\"cannot process message from removed member\"}");
      String mismatch =
          post(one, MessageCodec.encode(PeerFixture.message(Message.Type.VOTE, 0x22, 0x12, 4)));
      assertThat(status(mismatch)).as("never 403, which would end the sender").isEqualTo("404");
      assertThat(one.node.messages).isEmpty();
    }
  }

  @Test
  void pagesGetTheirBodies() throws IOException {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      String hash =
          ask(
              one.listener.port(),
              "GET /members/hashkv HTTP/1.1\r\n",
              Bytes.utf8("{\"revision\":7}"));
      assertThat(body(hash)).isEqualTo("hash of {\"revision\":7}");
      assertThat(hash).containsIgnoringCase("x-etcd-cluster-id: abcdef");
      String times =
          ask(one.listener.port(), "POST /leases/internal HTTP/1.1\r\n", Bytes.utf8("abc"));
      assertThat(body(times)).isEqualTo("abc");
      String large =
          ask(
              one.listener.port(),
              "POST /leases HTTP/1.1\r\n",
              Bytes.wrap(new byte[(1 << 20) + 1]));
      assertThat(status(large)).isEqualTo("413");
      String probing = ask(one.listener.port(), "GET /raft/probing HTTP/1.1\r\n", Bytes.EMPTY);
      assertThat(body(probing)).startsWith("{\"OK\":true,\"Now\":\"20");
    }
  }

  @Test
  void membersOfAnotherClusterAreToldSo() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22, 0x99, null, null);
      PeerFixture.join(one, two);
      one.transport.send(List.of(PeerFixture.message(Message.Type.VOTE, one.id, two.id, 4)));
      assertThat(take(one.node.unreachable)).isEqualTo(two.id);
      assertThat(two.node.messages).isEmpty();
      assertThat(PeerFixture.isActive(one, two)).isFalse();
      assertThat(PeerFixture.isActive(two, one)).isFalse();
      assertThat(one.node.removedSays).isEmpty();
    }
  }

  @Test
  void aRemovedMemberLearnsOfItByStreamAndByPost() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      one.node.removed.add(two.id);
      two.transport.peers(List.of(one.peer()));
      assertThat(take(two.node.removedSays)).as("by stream").isEqualTo(one.id);
      two.transport.send(List.of(PeerFixture.message(Message.Type.VOTE, two.id, one.id, 4)));
      assertThat(take(two.node.unreachable)).isEqualTo(one.id);
      assertThat(one.node.messages).isEmpty();
    }
  }

  @Test
  void anUnknownSenderCanBeAnswered() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      // Says in its headers where it listens; that it is a member one has not heard yet.
      Member two = fixture.member(0x22);
      two.transport.peers(List.of(one.peer()));
      two.transport.send(List.of(PeerFixture.message(Message.Type.APP, two.id, one.id, 4)));
      take(one.node.messages);
      Message answer = PeerFixture.message(Message.Type.APP_RESP, one.id, two.id, 4);
      one.transport.send(List.of(answer));
      assertThat(take(two.node.messages)).isEqualTo(answer);
    }
  }
}
