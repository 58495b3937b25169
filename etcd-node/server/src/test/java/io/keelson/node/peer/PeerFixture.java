package io.keelson.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.edge.EdgeSettings;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.ListenAddress;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.link.Peer;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Transports of this process that talk to each other over loopback. */
final class PeerFixture implements AutoCloseable {
  static final long CLUSTER = 0xabcdefL;
  static final long PATIENCE_SECONDS = 20;
  static final PeerSettings.Timing TIMING =
      new PeerSettings.Timing(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20));

  private final ExecutorService blocking = Executors.newCachedThreadPool();
  private final List<Member> members = new ArrayList<>();

  /** TLS of both sides, null for none. */
  record Security(@Nullable TlsSource tls, @Nullable TlsDialler dialler) {}

  /** One transport with its listener, which the member's own URL names. */
  static final class Member {
    final long id;
    final FakeNode node = new FakeNode();
    final NodeMetrics metrics =
        new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.1", "test", false, false));
    final EventLoops loops = EventLoops.open(1);
    final PeerSettings settings;
    final PeerTransport transport;
    PeerListener listener;
    final boolean isSecure;

    Member(long id, long clusterId, PeerFixture fixture, Security security) {
      this(id, clusterId, fixture, security, freePort());
    }

    Member(long id, long clusterId, PeerFixture fixture, Security security, int announcedPort) {
      this.id = id;
      this.isSecure = security.tls() != null;
      settings =
          new PeerSettings(
              new PeerSettings.Self(
                  id, clusterId, "3.7.1", List.of("http://127.0.0.1:" + announcedPort)),
              PeerSettings.Place.of(
                  loops, fixture.blocking, NanoClock.system(), InstantSource.system()),
              TIMING,
              security.dialler(),
              Logger.silent(),
              metrics.network);
      transport = new PeerTransport(settings, node);
      listener = listen(announcedPort, security.tls());
    }

    PeerListener listen(int port, @Nullable TlsSource tls) {
      try {
        return PeerListener.open(
            ListenAddress.tcp(isSecure, "127.0.0.1", port),
            transport,
            node,
            tls,
            EdgeSettings.Connection.defaults());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Peer peer() {
      return new Peer(id, List.of(url()));
    }

    String url() {
      return (isSecure ? "https" : "http") + "://127.0.0.1:" + listener.port();
    }

    void close() {
      transport.close();
      listener.close();
      loops.close();
    }
  }

  Member member(long id) {
    return member(id, CLUSTER, null, null);
  }

  Member member(long id, long clusterId, @Nullable TlsSource tls, @Nullable TlsDialler dialler) {
    return add(new Member(id, clusterId, this, new Security(tls, dialler)));
  }

  /** A member that listens on a given port. */
  Member memberAt(long id, long clusterId, int port) {
    return add(new Member(id, clusterId, this, new Security(null, null), port));
  }

  private Member add(Member member) {
    members.add(member);
    return member;
  }

  ExecutorService blocking() {
    return blocking;
  }

  /** Makes members known to each other. */
  static void join(Member... all) {
    for (Member one : all) {
      one.transport.peers(List.of(all).stream().filter(m -> m != one).map(Member::peer).toList());
    }
  }

  /** Lines as HTTP has them, each with its end. */
  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  static boolean knows(Member one, long other) {
    return one.settings
        .place()
        .loop()
        .submit(() -> one.transport.knows(other))
        .syncUninterruptibly()
        .getNow();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isActive(Member one, Peer other) {
    return one.transport.activeSinceNanos(other.id()) != Long.MAX_VALUE;
  }

  static boolean isActive(Member one, Member other) {
    return one.transport.activeSinceNanos(other.id) != Long.MAX_VALUE;
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static <T> T take(BlockingQueue<T> queue) {
    try {
      T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(item).as("nothing came").isNotNull();
      return item;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Message message(Message.Type type, long from, long to, long index) {
    return new Message(type, to, from, 5, 4, index, List.of(), 3, false, 0, Bytes.EMPTY, null);
  }

  static Message append(long from, long to, long term, long index, int count, int sizeBytes) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entries.add(new Entry(EntryType.NORMAL, term, index + i, Bytes.wrap(new byte[sizeBytes])));
    }
    return new Message(
        Message.Type.APP, to, from, term, term, index, entries, index, false, 0, Bytes.EMPTY, null);
  }

  @Override
  public void close() {
    members.forEach(Member::close);
    blocking.shutdownNow();
  }
}
