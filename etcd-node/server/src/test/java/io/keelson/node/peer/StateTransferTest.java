package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.CLUSTER;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.node.edge.TestCertificates;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.edge.TlsFiles;
import io.keelson.node.edge.TlsPolicy;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.StateSource;
import io.keelson.node.peer.PeerFixture.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member fetches the state of another over loopback. */
final class StateTransferTest {
  private static final int SIZE = 24_000_000;
  private static final Duration IDLE = Duration.ofSeconds(PeerFixture.PATIENCE_SECONDS);

  @TempDir Path folder;

  /** Bytes that follow from their places; fails, or waits, from a place on. */
  private static final class State implements SnapshotBody {
    final BlockingQueue<String> closes = new LinkedBlockingQueue<>();
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    final AtomicInteger position = new AtomicInteger();
    private final int failsAt;
    private final int waitsAt;

    State(int failsAt, int waitsAt) {
      this.failsAt = failsAt;
      this.waitsAt = waitsAt;
    }

    static State whole() {
      return new State(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static byte at(int index) {
      return (byte) (index * 31 + (index >> 10));
    }

    @Override
    public Bytes membership() {
      return Bytes.EMPTY;
    }

    @Override
    public long sizeBytes() {
      return SIZE;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int from = position.get();
      if (from >= failsAt) {
        throw new IOException("unreadable");
      }
      if (from >= waitsAt) {
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      int count = Math.min(length, SIZE - from);
      for (int i = 0; i < count; i++) {
        target[offset + i] = at(from + i);
      }
      position.set(from + count);
      return count;
    }

    @Override
    public void close() {
      closes.add("closed");
    }
  }

  private static byte[] fetch(Member from, String url, Duration idle) throws Exception {
    var file = new ByteArrayOutputStream();
    new HttpStateSource(from.settings).fetch(url, idle, file::write);
    return file.toByteArray();
  }

  private static void assertWhole(byte[] file) {
    assertThat(file).hasSize(SIZE);
    for (int i = 0; i < SIZE; i++) {
      if (file[i] != State.at(i)) {
        throw new AssertionError("byte " + i);
      }
    }
  }

  private static void assertClosedOnce(State state) {
    take(state.closes);
    assertThat(state.closes).isEmpty();
  }

  @Test
  void arrivesWhole() throws Exception {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      State state = State.whole();
      two.node.state = state;
      assertWhole(fetch(one, two.url(), IDLE));
      assertClosedOnce(state);
    }
  }

  @Test
  void arrivesUnderTls() throws Exception {
    var authority = new TestCertificates("peers");
    String ca = authority.write(folder, "ca.crt");
    TlsFiles files = authority.issue("member").write(folder, "member").withClients(ca);
    var dialler = new TlsDialler(files.withClients(ca), TlsPolicy.defaults(), false, problem -> {});
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1, CLUSTER, new TlsSource(files, TlsPolicy.defaults()), dialler);
      State state = State.whole();
      one.node.state = state;
      assertWhole(fetch(one, one.url(), IDLE));
      assertClosedOnce(state);
    }
  }

  @Test
  void aSlowReaderIsWaitedForWithoutHoarding() throws Exception {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member two = fixture.member(0x22);
      State state = State.whole();
      two.node.state = state;
      var mayTake = new CountDownLatch(1);
      var file = new ByteArrayOutputStream();
      var fetching =
          fixture
              .blocking()
              .submit(
                  () -> {
                    new HttpStateSource(one.settings)
                        .fetch(
                            two.url(),
                            IDLE,
                            (source, offset, length) -> {
                              try {
                                mayTake.await();
                              } catch (InterruptedException e) {
                                throw new IOException(e);
                              }
                              file.write(source, offset, length);
                            });
                    return null;
                  });
      PeerFixture.await(() -> state.position.get() > 0);
      int before = -1;
      while (before != state.position.get()) {
        before = state.position.get();
        Thread.sleep(300);
      }
      assertThat(before).as("read while nothing is taken").isLessThan(SIZE);
      mayTake.countDown();
      fetching.get();
      assertWhole(file.toByteArray());
      assertClosedOnce(state);
    }
  }

  @Test
  void refusals() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      Member stranger = fixture.member(0x33, 0x99, null, null);
      assertThatThrownBy(() -> fetch(one, one.url(), IDLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("503")
          .hasMessageContaining("too many members");
      one.node.state = State.whole();
      assertThatThrownBy(() -> fetch(stranger, one.url(), IDLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("412")
          .hasMessageContaining("cluster ID mismatch");
      assertThatThrownBy(() -> fetch(one, "nonsense", IDLE)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStateThatCannotBeReadToItsEnd() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      State state = new State(2_000_000, Integer.MAX_VALUE);
      one.node.state = state;
      assertThatThrownBy(() -> fetch(one, one.url(), IDLE)).isInstanceOf(IOException.class);
      assertClosedOnce(state);
    }
  }

  @Test
  void aMemberThatFallsSilent() {
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      State state = new State(Integer.MAX_VALUE, 1_000_000);
      one.node.state = state;
      assertThatThrownBy(() -> fetch(one, one.url(), Duration.ofMillis(500)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("500 ms");
      assertThat(state.closes).as("not while it is read").isEmpty();
      state.mayGoOn.countDown();
      assertClosedOnce(state);
    }
  }

  @Test
  void nobodyIsThere() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(0x11);
      assertThatThrownBy(() -> fetch(one, "http://127.0.0.1:" + closed, IDLE))
          .isInstanceOf(IOException.class);
    }
  }

  /** What others may answer instead. */
  @Test
  void answersThatAreNoState() throws Exception {
    assertAnswerRefused("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404");
    assertAnswerRefused("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "EOF");
    assertAnswerRefused("HTTP/1.1 200 OK\r\n\r\nabc", "without its length");
    assertAnswerRefused("nonsense\r\n\r\n", "malformed");
  }

  private static void assertAnswerRefused(String answer, String text) throws Exception {
    try (var fixture = new PeerFixture();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Member one = fixture.member(0x11);
      var answering =
          fixture
              .blocking()
              .submit(
                  () -> {
                    try (Socket socket = server.accept()) {
                      InputStream in = socket.getInputStream();
                      var head = new StringBuilder();
                      while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) in.read());
                      }
                      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                      return head.toString();
                    }
                  });
      assertThatThrownBy(() -> fetch(one, "http://127.0.0.1:" + server.getLocalPort(), IDLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(text);
      assertThat(answering.get())
          .startsWith("GET " + StateSource.PATH + " HTTP/1.1")
          .containsIgnoringCase("X-Etcd-Cluster-ID: abcdef");
    }
  }
}
