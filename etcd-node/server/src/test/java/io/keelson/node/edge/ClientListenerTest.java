package io.keelson.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientListenerTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String LAST_GET =
      "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void bothProtocolsShareAPort() throws Exception {
    try (var listener = fixture.plain();
        var client = HttpClient.newHttpClient()) {
      assertThat(Fixture.checkHealth(Fixture.plainChannel(listener.port())))
          .isEqualTo(ServingStatus.SERVING);
      var answer = Fixture.get(client, "http://127.0.0.1:" + listener.port() + "/a%20b");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-path")).hasValue("/a b");
    }
  }

  @Test
  void theJdkTransportServesBothToo() throws Exception {
    try (var nio = new Fixture(EventLoops.openNio(1));
        var listener = nio.plain()) {
      assertThat(Fixture.checkHealth(Fixture.plainChannel(listener.port())))
          .isEqualTo(ServingStatus.SERVING);
      assertThat(Fixture.exchange(listener.port(), LAST_GET)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void aPrefaceInPiecesIsRecognised() throws Exception {
    try (var listener = fixture.plain();
        Socket socket = Fixture.connect(listener.port())) {
      socket.setTcpNoDelay(true);
      for (byte b : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      byte[] frame = socket.getInputStream().readNBytes(9);
      assertThat(frame[3]).as("a SETTINGS frame").isEqualTo((byte) 4);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    var held = new LinkedBlockingQueue<HttpExchange>();
    fixture.http =
        exchange -> {
          if (exchange.path().equals("/slow")) {
            held.add(exchange);
          } else {
            exchange.reply(200, exchange.path());
          }
        };
    try (var listener = fixture.plain();
        Socket socket = Fixture.connect(listener.port())) {
      String sent = GET.replace("/x", "/slow") + GET.repeat(200) + LAST_GET;
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      HttpExchange slow = held.poll(10, TimeUnit.SECONDS);
      assertThat(slow).isNotNull();
      slow.reply(200, "/slow");
      String answers = Fixture.readAll(socket);
      assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(203);
      assertThat(answers.indexOf("/slow")).isLessThan(answers.indexOf("/x"));
      assertThat(answers).endsWith("/last");
    }
  }

  @Test
  void bodiesAreBounded() throws Exception {
    var defaults = EdgeSettings.Http.defaults();
    var small = new EdgeSettings.Http(8192, 65_536, 10, defaults.readTimeout());
    try (var listener = fixture.plain(withHttp(small), fixture.both())) {
      String post = "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
      assertThat(Fixture.exchange(listener.port(), post + "10\r\n\r\n0123456789"))
          .endsWith("0123456789");
      assertThat(Fixture.exchange(listener.port(), post + "11\r\n\r\n01234567890"))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void oversizeHeadersAreRefused() throws Exception {
    try (var listener = fixture.plain()) {
      String sent = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(70_000);
      assertThat(Fixture.exchange(listener.port(), sent))
          .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n")
          .endsWith("431 Request Header Fields Too Large");
    }
  }

  @Test
  void whatIsNeitherProtocolIsClosedWithoutAWord() throws Exception {
    var random = new Random(7);
    try (var listener = fixture.plain()) {
      assertThat(Fixture.exchange(listener.port(), "GARBAGE\r\n\r\n")).isEmpty();
      assertThat(Fixture.exchange(listener.port(), "GET / HTTP/9.1\r\n\r\n")).isEmpty();
      for (int i = 0; i < 50; i++) {
        byte[] noise = new byte[1 + random.nextInt(5000)];
        random.nextBytes(noise);
        try (Socket socket = Fixture.connect(listener.port())) {
          socket.getOutputStream().write(noise);
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
          assertThat(reset).hasMessageContaining("reset");
        }
      }
      assertThat(Fixture.exchange(listener.port(), LAST_GET)).startsWith("HTTP/1.1 200 OK");
      assertThat(Fixture.checkHealth(Fixture.plainChannel(listener.port())))
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void malformedRequestsGetGoAnswers() throws Exception {
    try (var listener = fixture.plain()) {
      int port = listener.port();
      assertThat(Fixture.exchange(port, "GET /v HTTP/1.1\r\n\r\n"))
          .isEqualTo(refusal("400 Bad Request: missing required Host header"));
      assertThat(Fixture.exchange(port, "GET /v HTTP/1.1\r\nHost: a b\r\n\r\n"))
          .isEqualTo(refusal("400 Bad Request: malformed Host header"));
      assertThat(Fixture.exchange(port, "GET /v%zz HTTP/1.1\r\nHost: a\r\n\r\n"))
          .isEqualTo(refusal("400 Bad Request"));
      assertThat(Fixture.exchange(port, "GET v HTTP/1.1\r\nHost: a\r\n\r\n"))
          .isEqualTo(refusal("400 Bad Request"));
      assertThat(Fixture.exchange(port, "GET /v HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200 OK");
    }
  }

  @Test
  void silentAndSlowClientsAreClosed() throws Exception {
    var quick = Duration.ofMillis(200);
    var connection = new EdgeSettings.Connection(quick, quick, true, false, 128);
    var http = new EdgeSettings.Http(8192, 65_536, 1000, quick);
    var defaults = EdgeSettings.defaults();
    var settings = new EdgeSettings(defaults.grpc(), http, connection);
    try (var listener = fixture.plain(settings, fixture.both())) {
      assertThat(Fixture.exchange(listener.port(), "")).isEmpty();
      assertThat(Fixture.exchange(listener.port(), "PRI * HT")).isEmpty();
      assertThat(Fixture.exchange(listener.port(), "GET / HT")).isEmpty();
      assertThat(Fixture.exchange(listener.port(), "GET / HTTP/1.1\r\nHo")).isEmpty();
      assertThat(Fixture.exchange(listener.port(), GET)).startsWith("HTTP/1.1 200 OK");
      assertThat(
              Fixture.exchange(
                  listener.port(), "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123"))
          .isEmpty();
    }
  }

  @Test
  void theGrpcHandshakeTimeoutSparesHttp() throws Exception {
    var quick = Duration.ofMillis(50);
    var connection = new EdgeSettings.Connection(quick, quick, true, false, 128);
    var defaults = EdgeSettings.defaults();
    var settings = new EdgeSettings(defaults.grpc(), defaults.http(), connection);
    fixture.http =
        exchange -> exchange.schedule(Duration.ofMillis(400), () -> exchange.reply(200, "late"));
    try (var listener = fixture.plain(settings, fixture.both())) {
      assertThat(Fixture.exchange(listener.port(), LAST_GET)).endsWith("late");
    }
  }

  @Test
  void aListenerMayServeOneProtocolOnly() throws Exception {
    var settings = EdgeSettings.defaults();
    try (var grpcOnly = fixture.plain(settings, Served.grpcOnly(Fixture.grpc()));
        var httpOnly = fixture.plain(settings, Served.httpOnly(fixture.http()))) {
      assertThat(Fixture.checkHealth(Fixture.plainChannel(grpcOnly.port())))
          .isEqualTo(ServingStatus.SERVING);
      assertThat(Fixture.exchange(grpcOnly.port(), LAST_GET)).isEmpty();
      assertThat(Fixture.exchange(httpOnly.port(), LAST_GET)).startsWith("HTTP/1.1 200 OK");
      assertThatThrownBy(() -> Fixture.checkHealth(Fixture.plainChannel(httpOnly.port())))
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  @Test
  void aUnixSocketServesGrpc(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(fixture.loops.isEpoll(), "no epoll here");
    Path socket = folder.resolve("edge.sock");
    var address = ListenAddress.parse("unix://" + socket);
    var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (var listener = fixture.open(address)) {
      assertThat(listener.address().display()).isEqualTo("unix " + socket);
      var channel =
          NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
              .eventLoopGroup(group)
              .channelType(EpollDomainSocketChannel.class)
              .usePlaintext()
              .build();
      assertThat(Fixture.checkHealth(channel)).isEqualTo(ServingStatus.SERVING);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
    assertThat(Files.exists(socket)).isFalse();
  }

  @Test
  void aTakenPortIsReportedAsUpstreamDoes() throws Exception {
    try (var taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> fixture.open(ListenAddress.tcp(false, "127.0.0.1", port)))
          .isInstanceOf(ListenException.class)
          .hasMessage("listen tcp 127.0.0.1:" + port + ": bind: address already in use");
    }
    assertThatThrownBy(() -> fixture.open(ListenAddress.tcp(false, "192.0.2.1", 1)))
        .hasMessage("listen tcp 192.0.2.1:1: bind: cannot assign requested address");
  }

  @Test
  void closingLetsAnswersFinishAndFreesThePort() throws Exception {
    var arrived = new LinkedBlockingQueue<HttpExchange>();
    fixture.http = arrived::add;
    var listener = fixture.plain();
    int port = listener.port();
    try (Socket busy = Fixture.connect(port);
        Socket idle = Fixture.connect(port)) {
      busy.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      HttpExchange exchange = arrived.take();
      var closed = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  listener.close(Duration.ofSeconds(10));
                  closed.complete(null);
                } catch (InterruptedException e) {
                  closed.completeExceptionally(e);
                }
              });
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(closed).isNotDone();
      exchange.reply(200, "done");
      assertThat(Fixture.readAll(busy)).contains("Connection: close").endsWith("done");
      closed.get(10, TimeUnit.SECONDS);
    }
    try (var again = fixture.open(ListenAddress.tcp(false, "127.0.0.1", port))) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void aHandlerHearsThatItsClientIsGone() throws Exception {
    var gone = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    fixture.http =
        exchange -> {
          exchange.onClosed(gone::countDown);
          exchange.begin(200);
          exchange.write("part".getBytes(StandardCharsets.UTF_8), started::countDown);
        };
    try (var listener = fixture.plain()) {
      try (Socket socket = Fixture.connect(listener.port())) {
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo('H');
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String refusal(String status) {
    return "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n%s"
        .formatted(status, status);
  }

  private static EdgeSettings withHttp(EdgeSettings.Http http) {
    var defaults = EdgeSettings.defaults();
    return new EdgeSettings(defaults.grpc(), http, defaults.connection());
  }
}
