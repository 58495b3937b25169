package io.keelson.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Steers the failpoints of one server of ours, over its {@code GOFAIL_HTTP} address, which it keeps
 * over restarts. One caller.
 */
public final class Failpoints {
  /** What a server exits with that dies at one. */
  public static final int EXIT_PANIC = 2;

  /** What it writes then. */
  public static final String PANIC = "panic: failpoint panic:";

  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final int NO_CONTENT = 204;

  /** Passed at every write. */
  private static final List<String> OF_WRITES =
      List.of(
          "afterCommit",
          "afterStartDBTxn",
          "afterWritebackBuf",
          "beforeCommit",
          "beforeStartDBTxn",
          "beforeWritebackBuf",
          "commitAfterPreCommitHook",
          "commitBeforePreCommitHook",
          "raftAfterSave",
          "raftBeforeFollowerSend",
          "raftBeforeLeaderSend",
          "raftBeforeSave");

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = FreePorts.take();

  /** The program with failpoints that can be steered. */
  public EtcdProcess.Spec in(EtcdProcess.Spec spec) {
    return spec.environment("GOFAIL_HTTP", "127.0.0.1:" + port);
  }

  /** What the server does at its next starts: to die at the first pass of this point. */
  public static void armNextStarts(EtcdProcess server, String point) {
    server.spec().environment("GOFAIL_FAILPOINTS", point + "=panic");
  }

  /** Nothing happens at the next starts. */
  public static void disarmNextStarts(EtcdProcess server) {
    server.spec().environment("GOFAIL_FAILPOINTS", "");
  }

  /** The names of all points. */
  public List<String> names() {
    return send("GET", "", "").body().lines().map(line -> line.replace("=", "")).toList();
  }

  /** Has the running server die there, after a drawn number of passes. */
  public void arm(String point, SplittableRandom random) {
    String terms = terms(point, random);
    HttpResponse<String> answer = send("PUT", point, terms);
    if (answer.statusCode() != NO_CONTENT) {
      throw new IllegalStateException(
          "%s=%s: %d %s".formatted(point, terms, answer.statusCode(), answer.body()));
    }
  }

  /** Points on the way of every write are passed many times first, those of a job few times. */
  private static String terms(String point, SplittableRandom random) {
    if (point.startsWith("compact")) {
      return "panic";
    }
    int passed = OF_WRITES.contains(point) ? random.nextInt(300) : random.nextInt(3);
    return passed + "*off->panic";
  }

  private HttpResponse<String> send(String method, String name, String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + name))
            .timeout(CALL_LIMIT)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
