package io.keelson.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.gateway.GatewayServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GatewayTest {
  private final GatewayServer server;

  GatewayTest() throws IOException {
    var rules = new AccessRules(Set.of("http://a.example:80"), Set.of("localhost"));
    server = new GatewayServer(rules, Duration.ofMillis(300));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void healthSaysWhatIsWrong() throws IOException {
    expectHealth(200, "/health", "{\"health\":\"true\",\"reason\":\"\"}");
    server.node.clusterError = "etcdserver: \"x\" <y>";
    expectHealth(
        503,
        "/health",
        "{\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: "
            + "\\\"x\\\" \\u003cy\\u003e\"}\n");
    expectHealth(200, "/health?serializable=true", "{\"health\":\"true\",\"reason\":\"\"}");
    server.node.hasLeader = false;
    expectHealth(503, "/health", "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}\n");
    expectHealth(200, "/health?serializable=true", "{\"health\":\"true\",\"reason\":\"\"}");
    server.node.alarms.addAll(List.of("NOSPACE", "CORRUPT"));
    expectHealth(503, "/health", "{\"health\":\"false\",\"reason\":\"ALARM CORRUPT\"}\n");
    expectHealth(
        503,
        "/health?exclude=CORRUPT&exclude=",
        "{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}\n");
    expectHealth(
        200,
        "/health?exclude=CORRUPT&exclude=NOSPACE&serializable=true",
        "{\"health\":\"true\",\"reason\":\"\"}");
  }

  @Test
  void aHangingReadMeetsTheDeadline() throws IOException {
    server.node.isHanging = true;
    expectHealth(
        503,
        "/health",
        "{\"health\":\"false\",\"reason\":\"RANGE ERROR:context deadline exceeded\"}\n");
    Answer livez = get("/livez");
    assertThat(livez.status()).isEqualTo(503);
    assertThat(livez.body())
        .isEqualTo("[-]serializable_read failed: etcdserver: request timed out\n\n");
  }

  @Test
  void readinessListsItsChecks() throws IOException {
    assertThat(get("/readyz?verbose").body())
        .isEqualTo(
            """
            [+]data_corruption ok
            [+]serializable_read ok
            [+]linearizable_read ok
            [+]non_learner ok
            ok
            """);
    server.node.isLearner = true;
    server.node.alarms.addAll(List.of("NOSPACE", "CORRUPT"));
    Answer failed = get("/readyz");
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.body())
        .isEqualTo(
            """
            [-]data_corruption failed: alarm activated: CORRUPT
            [+]serializable_read ok
            [+]linearizable_read ok
            [-]non_learner failed: not supported for learner

            """);
    assertThat(get("/readyz?exclude=data_corruption&exclude=non_learner&exclude=x").body())
        .isEqualTo("ok\n");
    assertThat(get("/readyz/non_learner?exclude=non_learner").status()).isEqualTo(503);
    assertThat(get("/readyz/linearizable_read?verbose=1").body())
        .isEqualTo("[+]linearizable_read ok\nok\n");
  }

  @Test
  void metricsAreCompressedForThoseWhoTakeIt() throws IOException {
    assertThat(get("/metrics").body()).isEqualTo("# TYPE a gauge\na 1\n");
    Answer zipped =
        GatewayServer.send(
            server.port(),
            "GET",
            "/metrics",
            "Accept-Encoding: br;q=0.5, gzip",
            "Accept: text/plain;version=0.0.4;q=0.3;escaping=allow-utf-8,*/*;q=0.1");
    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(zipped.header("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8");
    byte[] bytes = zipped.body().getBytes(StandardCharsets.ISO_8859_1);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("a 1\n");
    }
  }

  @Test
  void debugValuesAreJson() throws IOException {
    Answer answer = get("/debug/vars");
    assertThat(answer.body())
        .startsWith("{\n\"cmdline\": [\"etcd\",\"--x\"],\n\"file_descriptor_limit\": 1024,\n")
        .contains("\"memstats\": {\"Alloc\":")
        .endsWith(",\n\"raft.status\": null\n}\n");
    assertThat(answer.header("content-type")).isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void theGatewayIsNotThereYet() throws IOException {
    assertThat(GatewayServer.send(server.port(), "POST", "/v3/kv/range").status()).isEqualTo(404);
  }

  private Answer get(String target) throws IOException {
    return GatewayServer.send(server.port(), "GET", target);
  }

  private void expectHealth(int status, String target, String body) throws IOException {
    Answer answer = get(target);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
  }
}
