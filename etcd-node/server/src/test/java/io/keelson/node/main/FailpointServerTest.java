package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.failpoint.FailpointEffects;
import io.keelson.node.failpoint.FailpointPages;
import io.keelson.node.failpoint.FailpointTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gofail's protocol over a socket, with its statuses and texts. */
final class FailpointServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final FailpointTable table =
      new FailpointTable(
          new FailpointEffects() {
            @Override
            public void panic(String message) {}

            @Override
            public void sleep(Duration duration) {}

            @Override
            public double random() {
              return 0;
            }

            @Override
            public void print(String line) {}
          });
  private HttpClient client;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    client = HttpClient.newHttpClient();
    server =
        FailpointProcess.serve(
            new FailpointPages(table),
            new Object(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void answers(String request, String body, int status, String text) throws Exception {
    String[] parts = request.split(" ", 2);
    HttpResponse<String> response = send(parts[0], parts[1], body);
    assertThat(response.statusCode()).as(request).isEqualTo(status);
    assertThat(response.body()).as(request).isEqualTo(text);
  }

  @Test
  void listsEveryPlaceInOrder() throws Exception {
    answers("PUT /raftBeforeSave", "sleep(5)", 204, "");
    List<String> lines = send("GET", "/", "").body().lines().toList();
    assertThat(lines)
        .hasSize(Failpoint.values().length)
        .isSorted()
        .contains("raftBeforeSave=sleep(5)", "raftAfterSave=")
        .containsAll(
            Arrays.stream(Failpoint.values())
                .filter(point -> point != Failpoint.RAFT_BEFORE_SAVE)
                .map(point -> point.upstreamName() + "=")
                .toList());
  }

  @Test
  void setsShowsCountsAndClears() throws Exception {
    answers("PUT /beforeCommit", "2*off->panic", 204, "");
    answers("GET /beforeCommit", "", 200, "2*off->panic\n");
    table.reached(Failpoint.BEFORE_COMMIT);
    answers("GET /beforeCommit/count", "", 200, "1");
    answers("DELETE /beforeCommit", "", 204, "");
    String disabled = "failpoint: failpoint is disabled\n";
    answers("GET /beforeCommit", "", 404, "failed to GET: " + disabled + "\n");
    answers("GET /beforeCommit/count", "", 500, "failed to GET: " + disabled);
    answers("DELETE /beforeCommit", "", 400, "failed to delete failpoint " + disabled);
  }

  @Test
  void setsSeveralAtOnce() throws Exception {
    answers("PUT /failpoints", "beforeCommit=off;;afterCommit=1*off", 204, "");
    answers("GET /beforeCommit", "", 200, "off\n");
    answers("GET /afterCommit", "", 200, "1*off\n");
    answers("PUT /Failpoints", "a=b=c", 400, "fail to parse failpoint: bad failpoint \"a=b=c\"\n");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    String unknown = "failpoint: failpoint does not exist\n";
    answers("PUT /nowhere", "off", 400, "fail to set failpoint: " + unknown);
    answers("GET /nowhere", "", 404, "failed to GET: " + unknown + "\n");
    answers("GET /nowhere/count", "", 404, "failed to GET: " + unknown);
    answers("DELETE /nowhere", "", 400, "failed to delete failpoint " + unknown);
    answers(
        "PUT /beforeCommit",
        "explode",
        400,
        "fail to set failpoint: failpoint: could not parse terms\n");
    HttpResponse<String> response = send("POST", "/beforeCommit", "off");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEqualTo("Method not allowed\n");
    assertThat(response.headers().allValues("Allow")).containsExactly("PUT");
  }
}
