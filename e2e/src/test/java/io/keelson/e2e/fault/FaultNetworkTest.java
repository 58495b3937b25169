package io.keelson.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.FreePorts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** This JVM is member a, and dials an echo that stands for member b. */
final class FaultNetworkTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int QUIET_MILLIS = 200;

  private final FaultNetwork network =
      new FaultNetwork(() -> Map.of("a", ProcessHandle.current().pid()));
  private ServerSocket echo = FaultProxy.bind();
  private int port;

  @BeforeEach
  void listen() {
    Thread.ofVirtual().start(this::acceptAll);
    port = network.listenFor(List.of("b"), List.of(echo.getLocalPort())).getFirst();
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    echo.close();
  }

  @Test
  void passesBytes() throws IOException {
    try (Socket socket = dial()) {
      assertThat(exchange(socket)).isTrue();
    }
  }

  @Test
  void cutsAndHeals() throws IOException {
    try (Socket socket = dial()) {
      assertThat(exchange(socket)).isTrue();
      network.cut("b", "a");
      assertThat(isReset(socket)).isTrue();
    }
    assertThat(isRefused()).isTrue();
    network.heal();
    try (Socket socket = dial()) {
      assertThat(exchange(socket)).isTrue();
    }
  }

  @Test
  void faultsOfOtherLinksDoNotMatter() throws IOException {
    network.cut("a", "c");
    network.stall("c", "b");
    try (Socket socket = dial()) {
      assertThat(exchange(socket)).isTrue();
    }
  }

  @Test
  void stalledBytesComeAfterHealing() throws IOException {
    for (List<String> way : List.of(List.of("a", "b"), List.of("b", "a"))) {
      try (Socket socket = dial()) {
        network.stall(way.get(0), way.get(1));
        socket.getOutputStream().write(7);
        assertThat(hasAnswer(socket, QUIET_MILLIS)).isFalse();
        network.heal();
        assertThat(hasAnswer(socket, (int) LIMIT.toMillis())).isTrue();
      }
    }
  }

  @Test
  void delays() throws IOException {
    try (Socket socket = dial()) {
      network.delay("a", "b", Duration.ofMillis(100));
      network.delay("b", "a", Duration.ofMillis(100));
      long start = System.nanoTime();
      assertThat(exchange(socket)).isTrue();
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(190).toNanos());
    }
  }

  @Test
  void endsAfterItsBytes() throws IOException {
    try (Socket socket = dial()) {
      network.limit("b", "a", 2);
      assertThat(exchange(socket)).isTrue();
      assertThat(exchange(socket)).isTrue();
      socket.getOutputStream().write(7);
      assertThat(isReset(socket)).isTrue();
    }
    assertThat(isRefused()).isTrue();
  }

  @Test
  void strangersAreRefused() throws IOException {
    try (var other = new FaultNetwork(Map::of)) {
      int closed = other.listenFor(List.of("b"), List.of(echo.getLocalPort())).getFirst();
      try (Socket socket = new Socket()) {
        socket.connect(FreePorts.loopback(closed));
        assertThat(isReset(socket)).isTrue();
      }
    }
  }

  private Socket dial() throws IOException {
    var socket = new Socket();
    socket.connect(FreePorts.loopback(port));
    return socket;
  }

  private static boolean exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return hasAnswer(socket, (int) LIMIT.toMillis());
  }

  private static boolean hasAnswer(Socket socket, int limitMillis) throws IOException {
    socket.setSoTimeout(limitMillis);
    try {
      return socket.getInputStream().read() == 7;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static boolean isReset(Socket socket) {
    try {
      socket.setSoTimeout((int) LIMIT.toMillis());
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A connection may be made before the proxy refuses it. */
  private boolean isRefused() {
    return Await.until(
        LIMIT,
        () -> {
          try (Socket socket = dial()) {
            return !exchange(socket);
          } catch (IOException e) {
            return true;
          }
        });
  }

  private void acceptAll() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      return; // cut
    }
  }
}
