package io.keelson.node.gateway;

import io.keelson.node.edge.ClientListener;
import io.keelson.node.edge.EdgeSettings;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.HttpEndpoint;
import io.keelson.node.edge.ListenAddress;
import io.keelson.node.edge.ListenerEvents;
import io.keelson.node.edge.Served;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The endpoints on a free port, and a client that sees every byte. */
final class GatewayServer implements AutoCloseable {
  final FakeNode node = new FakeNode();
  private final EventLoops loops = EventLoops.open(1);
  private final ClientListener listener;

  /** An answer taken apart; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  GatewayServer(AccessRules rules, Duration deadline) throws IOException {
    var routes =
        new ClientRoutes(
            node, GatewayServer::exposition, Runnable::run, deadline, HealthObserver.none());
    var router =
        routes.clientRoutes(node, DebugVars.of(List.of("etcd", "--x"), 1024, () -> "null"));
    var endpoint =
        new HttpEndpoint(rules.before(router, HealthObserver.none()), InstantSource.system());
    listener =
        ClientListener.open(
            ListenAddress.tcp(false, "127.0.0.1", 0),
            loops,
            EdgeSettings.defaults(),
            Served.httpOnly(endpoint),
            null,
            ListenerEvents.none());
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
    loops.close();
  }

  private static void exposition(Appendable out) {
    try {
      out.append("# TYPE a gauge\na 1\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request; {@code headers} are whole lines. */
  static Answer send(int port, String method, String target, String... headers) throws IOException {
    var request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
    boolean hasHost = false;
    for (String line : headers) {
      hasHost |= line.startsWith("Host:");
      request.append(line).append("\r\n");
    }
    request.append(hasHost ? "\r\n" : "Host: localhost:1\r\n\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      byte[] all = socket.getInputStream().readAllBytes();
      return parse(new String(all, StandardCharsets.ISO_8859_1));
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(": ");
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 2));
    }
    int status = Integer.parseInt(lines[0].substring(9, 12));
    return new Answer(status, headers, text.substring(end + 4));
  }
}
