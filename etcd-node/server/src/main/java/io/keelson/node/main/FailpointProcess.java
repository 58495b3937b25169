package io.keelson.node.main;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.failpoint.FailpointEffects;
import io.keelson.node.failpoint.FailpointPages;
import io.keelson.node.failpoint.FailpointPages.Answer;
import io.keelson.node.failpoint.FailpointTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets tests steer the failpoints of this process, if its environment says so: {@code
 * GOFAIL_FAILPOINTS} holds terms for the start, {@code GOFAIL_HTTP} an address to listen on.
 */
final class FailpointProcess implements FailpointEffects {
  /** What a Go program that panics exits with. */
  private static final int EXIT_PANIC = 2;

  private static final int EXIT_FAILURE = 1;
  private static final int BODY_BYTES_MAX = 1 << 16;

  /** Held while a request is answered, so that whoever asks for a death hears that it was heard. */
  private final Object gate = new Object();

  private final FailpointTable table = new FailpointTable(this);
  private final FailpointPages pages = new FailpointPages(table);

  private FailpointProcess() {}

  /** Arms the failpoints if the environment asks for it; ends the process if it cannot. */
  static void start(Map<String, String> environment) {
    String terms = environment.getOrDefault("GOFAIL_FAILPOINTS", "");
    String address = environment.getOrDefault("GOFAIL_HTTP", "");
    if (terms.isEmpty() && address.isEmpty()) {
      return;
    }
    FailpointProcess process = new FailpointProcess();
    try {
      FailpointTable.parse(terms).forEach(process.table::enable);
      if (!address.isEmpty()) {
        process.listen(address);
      }
    } catch (IllegalArgumentException e) {
      process.fail("fail to parse failpoint: " + e.getMessage());
    } catch (IOException e) {
      process.fail("listen tcp " + address + ": " + e.getMessage());
    }
    Failpoint.arm(process.table);
  }

  private void fail(String line) {
    print(line);
    System.exit(EXIT_FAILURE);
  }

  private void listen(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, Math.max(0, colon));
    InetSocketAddress socket;
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      socket =
          host.isEmpty()
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IllegalArgumentException e) {
      throw new IOException("no such address", e);
    }
    serve(pages, gate, socket);
  }

  /** Answers at an address until the server is stopped. */
  static HttpServer serve(FailpointPages pages, Object gate, InetSocketAddress socket)
      throws IOException {
    HttpServer server = HttpServer.create(socket, 0);
    server.createContext(
        "/",
        exchange -> {
          synchronized (gate) {
            answer(pages, exchange);
          }
        });
    server.start();
    return server;
  }

  private static void answer(FailpointPages pages, HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
      Answer answer =
          pages.answer(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              new String(body, StandardCharsets.UTF_8));
      if (!answer.allowed().isEmpty()) {
        exchange.getResponseHeaders().set("Allow", answer.allowed());
      }
      byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
      if (text.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      }
      exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
      exchange.getResponseBody().write(text);
    }
  }

  @Override
  public void panic(String message) {
    synchronized (gate) {
      StringBuilder text = new StringBuilder("panic: " + message + "\n\n");
      Thread thread = Thread.currentThread();
      text.append("thread ").append(thread.getName()).append(" [running]:\n");
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("\t").append(frame).append("\n");
      }
      System.err.print(text);
      System.err.flush();
      // No shutdown hook may run: the test wants to see what a sudden death leaves behind.
      Runtime.getRuntime().halt(EXIT_PANIC);
    }
  }

  @Override
  public void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public void print(String line) {
    System.out.println(line);
  }
}
