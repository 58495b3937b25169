package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.append;
import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.isActive;
import static io.keelson.node.peer.PeerFixture.join;
import static io.keelson.node.peer.PeerFixture.message;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.link.Peer;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of one process that send each other messages. */
final class PeerTransportTest {
  /** Sends heartbeats until one has come through the stream, so that both streams are there. */
  private static void awaitStreams(Member one, Member other) {
    await(() -> isActive(one, other) && isActive(other, one));
    String label = Long.toHexString(one.id);
    await(
        () -> {
          one.transport.send(List.of(message(Message.Type.HEARTBEAT, one.id, other.id, 1)));
          one.transport.send(List.of(append(one.id, other.id, 2, 7, 1, 10)));
          return other.metrics.network.peerReceivedBytes.with(label).value() > 200;
        });
  }

  @Test
  void twoMembersExchangeAllKindsInOrder() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      join(one, two);
      awaitStreams(one, two);
      awaitStreams(two, one);
      two.node.messages.clear();
      List<Message> sent = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        Message.Type type = i % 2 == 0 ? Message.Type.HEARTBEAT : Message.Type.PROP;
        sent.add(message(type, one.id, two.id, 1000 + i));
      }
      for (int i = 0; i < sent.size(); i += 100) {
        one.transport.send(sent.subList(i, i + 100));
      }
      List<Message> received = new ArrayList<>();
      while (received.size() < sent.size()) {
        Message next = take(two.node.messages);
        if (next.index() >= 1000) {
          received.add(next);
        }
      }
      assertThat(received).isEqualTo(sent);
    }
  }

  @Test
  void appendsKeepTheirOrderAndContent() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      join(one, two);
      awaitStreams(one, two);
      List<Message> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        sent.add(append(one.id, two.id, 9, 100 + i * 3L, 3, i == 7 ? 700_000 : 200));
      }
      one.transport.send(sent);
      List<Message> received = new ArrayList<>();
      while (received.size() < sent.size()) {
        Message next = take(two.node.messages);
        if (next.term() == 9) {
          received.add(next);
        }
      }
      assertThat(received).isEqualTo(sent);
    }
  }

  @Test
  void messagesArePostedWhereThereAreNoStreams() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      // Only one knows the other, so nobody dials streams at the first.
      one.transport.peers(List.of(two.peer()));
      Message sent = message(Message.Type.VOTE, one.id, two.id, 12);
      one.transport.send(List.of(sent));
      assertThat(take(two.node.messages)).isEqualTo(sent);
    }
  }

  @Test
  void whatCannotBeSentIsReported() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      one.transport.peers(List.of(new Peer(0x33, List.of("http://127.0.0.1:1"))));
      one.transport.send(List.of(message(Message.Type.VOTE, one.id, 0x33, 12)));
      assertThat(take(one.node.unreachable)).isEqualTo(0x33);
      assertThat(one.transport.activeSinceNanos(0x33)).isEqualTo(Long.MAX_VALUE);
    }
  }
}
