package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.node.link.PeerCalls.Request;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our transport and a real etcd of each version. */
final class UpstreamPeerTest {
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final Pattern ADDED = Pattern.compile("Member\\s+([0-9a-f]+) added");

  @TempDir Path folder;

  private static Answered ask(Member from, String url, String path) {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    await(
        () -> {
          new HttpPeerCalls(from.settings)
              .call(url, Request.get(path, Duration.ofSeconds(5)), outcomes::add);
          return take(outcomes) instanceof Answered answer && outcomes.add(answer);
        });
    return (Answered) take(outcomes);
  }

  private static long memberId(Answered members) {
    Matcher id = ID.matcher(members.body().utf8());
    assertThat(id.find()).isTrue();
    return Long.parseUnsignedLong(id.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void pagesAndRefusals(String version) throws Exception {
    try (var real = Upstream.start(version, folder);
        var fixture = new PeerFixture()) {
      Member asking = fixture.member(0x55, 0, null, null);
      assertThat(ask(asking, real.peerUrl, "/version").body().utf8())
          .contains("\"etcdserver\":\"" + version + ".");
      assertThat(ask(asking, real.peerUrl, "/raft/probing").body().utf8())
          .startsWith("{\"OK\":true");
      Answered members = ask(asking, real.peerUrl, "/members");
      long clusterId = Long.parseUnsignedLong(members.headers().get("x-etcd-cluster-id"), 16);
      long realId = memberId(members);
      Member unknown = fixture.member(0x66, clusterId, null, null);
      unknown.transport.peers(List.of(new Peer(realId, List.of(real.peerUrl))));
      // A member that it does not know may post, but is not given streams.
      unknown.transport.send(
          List.of(PeerFixture.message(Message.Type.HEARTBEAT_RESP, 0x66, realId, 0)));
      String label = Long.toHexString(realId);
      await(() -> unknown.metrics.network.peerSentBytes.with(label).value() > 0);
      assertThat(unknown.node.messages).isEmpty();
      Member foreign = fixture.member(0x77, clusterId + 1, null, null);
      foreign.transport.peers(List.of(new Peer(realId, List.of(real.peerUrl))));
      foreign.transport.send(
          List.of(PeerFixture.message(Message.Type.HEARTBEAT_RESP, 0x77, realId, 0)));
      assertThat(take(foreign.node.unreachable)).isEqualTo(realId);
      assertThat(real.isAlive()).isTrue();
      assertThat(unknown.node.removedSays).isEmpty();
      assertThat(foreign.node.removedSays).isEmpty();
    }
  }

  /** A learner that answers nothing: the leader probes it with entries and sends heartbeats. */
  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void anAddedLearnerIsSentWhatALearnerNeeds(String version) throws Exception {
    try (var real = Upstream.start(version, folder);
        var fixture = new PeerFixture()) {
      Member asking = fixture.member(0x55, 0, null, null);
      ask(asking, real.peerUrl, "/version");
      int port = Upstream.freePort();
      real.ctl("put", "k", "v");
      Matcher added =
          ADDED.matcher(
              real.ctl(
                  "member", "add", "ours", "--learner", "--peer-urls=http://127.0.0.1:" + port));
      assertThat(added.find()).isTrue();
      long ownId = Long.parseUnsignedLong(added.group(1), 16);
      Answered members = ask(asking, real.peerUrl, "/members");
      long clusterId = Long.parseUnsignedLong(members.headers().get("x-etcd-cluster-id"), 16);
      long realId = realId(members.body(), ownId);
      Member own = fixture.memberAt(ownId, clusterId, port);
      own.transport.peers(List.of(new Peer(realId, List.of(real.peerUrl))));
      for (int i = 0; i < 20; i++) {
        real.ctl("put", "key" + i, "value");
      }
      follow(own, realId);
      assertThat(PeerFixture.isActive(own, new Peer(realId, List.of()))).isTrue();
      assertThat(own.metrics.network.peerReceivedFailures.with(Long.toHexString(realId)).value())
          .isZero();
    }
  }

  /** Answers as a learner with an empty log would, until the last put has come. */
  private static void follow(Member own, long leader) {
    long last = 0;
    int heartbeats = 0;
    int appends = 0;
    boolean hasLastPut = false;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PeerFixture.PATIENCE_SECONDS);
    while (!hasLastPut || heartbeats == 0) {
      assertThat(System.nanoTime()).as("%d entries, %d appends", last, appends).isLessThan(end);
      Message message = take(own.node.messages);
      assertThat(message.from()).isEqualTo(leader);
      assertThat(message.term()).isPositive();
      if (message.type() == Message.Type.HEARTBEAT) {
        heartbeats++;
        answer(own, message, Message.Type.HEARTBEAT_RESP, 0, false);
      } else if (message.type() == Message.Type.APP) {
        appends++;
        boolean fits = message.index() <= last;
        if (fits && !message.entries().isEmpty()) {
          last = Math.max(last, message.entries().getLast().index());
        }
        answer(own, message, Message.Type.APP_RESP, fits ? last : message.index(), !fits);
        hasLastPut |=
            fits
                && message.entries().stream()
                    .anyMatch(entry -> entry.data().utf8().contains("key19"));
      }
    }
  }

  private static void answer(
      Member own, Message to, Message.Type type, long index, boolean isRefused) {
    own.transport.send(
        List.of(
            new Message(
                type,
                to.from(),
                own.id,
                to.term(),
                0,
                index,
                List.of(),
                0,
                isRefused,
                0,
                to.context(),
                null)));
  }

  private static long realId(Bytes members, long ownId) {
    Matcher ids = ID.matcher(members.utf8());
    while (ids.find()) {
      long id = Long.parseUnsignedLong(ids.group(1));
      if (id != ownId) {
        return id;
      }
    }
    throw new AssertionError("no other member in " + members.utf8());
  }
}
