package io.keelson.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.gateway.GatewayServer.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests to upstream's server and to ours: status, headers and body must be equal. */
final class ReferenceAnswersTest {
  private static final List<String> REQUESTS =
      List.of(
          "GET /health",
          "GET /health?serializable=true",
          "POST /health",
          "HEAD /health",
          "GET /livez",
          "GET /livez?verbose",
          "GET /livez/serializable_read?verbose",
          "PUT /livez",
          "GET /readyz",
          "GET /readyz?exclude=linearizable_read&exclude=nope",
          "GET /readyz?verbose&exclude=linearizable_read&exclude=non_learner"
              + "&exclude=data_corruption",
          "GET /readyz/data_corruption?verbose",
          "GET /readyz/non_learner",
          "GET /readyz/linearizable_read?verbose",
          "GET /readyz/",
          "GET /readyz/nope",
          "GET /version",
          "POST /version",
          "HEAD /version",
          "OPTIONS /version",
          "OPTIONS /nope",
          "FOO /version",
          "GET /nope",
          "GET /",
          "GET //version?a=b&c=<d>",
          "HEAD //version",
          "POST //version",
          "GET /a/../version",
          "GET /x/./y/",
          "GET /%76ersion",
          "GET http://localhost/version",
          "GET http://evil/version",
          "GET /version%zz",
          "GET version",
          "HEAD /metrics",
          "POST /debug/vars",
          "GET /v2/keys",
          "GET /config/local/log",
          "GET /version|Host: evil",
          "GET /version|Host: evil:80",
          "GET /version|Host: [::1]:80",
          "GET /version|Host: a b",
          "GET /version|Host: localhost|Host: localhost",
          "GET /version|Origin: http://a.example:80",
          "GET /version|Origin: http://b.example:80",
          "POST /health|Origin: http://a.example:80",
          "OPTIONS /health|Origin: http://a.example:80");

  @TempDir private Path folder;

  @Test
  void answersAreEqual() throws Exception {
    Optional<Path> reference = reference();
    Assumptions.assumeTrue(
        reference.isPresent(), "no reference server under ~/.cache/keelson/reference/3.7-*");
    int port = freePort();
    Process etcd = start(reference.orElseThrow(), port);
    try (var ours = new GatewayServer(rules(), Duration.ofSeconds(5))) {
      awaitReady(etcd, port);
      for (String request : REQUESTS) {
        assertThat(comparable(ask(ours.port(), request)))
            .as(request)
            .isEqualTo(comparable(ask(port, request)));
      }
    } finally {
      etcd.destroyForcibly().waitFor();
    }
  }

  private static AccessRules rules() {
    return new AccessRules(Set.of("http://a.example:80"), Set.of("localhost"));
  }

  private static Answer ask(int port, String request) throws IOException {
    String[] parts = request.split("\\|", -1);
    int blank = parts[0].indexOf(' ');
    return GatewayServer.send(
        port,
        parts[0].substring(0, blank),
        parts[0].substring(blank + 1),
        Arrays.copyOfRange(parts, 1, parts.length));
  }

  private static Answer comparable(Answer answer) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.computeIfPresent("date", (name, value) -> "today");
    return new Answer(answer.status(), headers, answer.body());
  }

  private Process start(Path etcd, int port) throws IOException {
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + freePort();
    return new ProcessBuilder(
            etcd.toString(),
            "--data-dir=" + folder.resolve("data"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer,
            "--host-whitelist=localhost",
            "--cors=http://a.example:80")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Ready once the cluster version is agreed, which is the last thing to happen. */
  private static void awaitReady(Process etcd, int port) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      try {
        String version = ask(port, "GET /version").body();
        if (!version.contains("not_decided") && !version.contains("unknown")) {
          return;
        }
      } catch (IOException notYet) {
        assertThat(etcd.isAlive()).isTrue();
      }
      assertThat(etcd.waitFor(50, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
    }
    throw new AssertionError("the reference server did not get ready");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> reference() throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache/keelson/reference");
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(cache)) {
      return versions
          .filter(path -> path.getFileName().toString().startsWith("3.7-"))
          .map(path -> path.resolve("etcd"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }
}
