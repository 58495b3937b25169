package io.keelson.e2e.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The API server's HTTP as it is: no retries, no resuming, so that tests see every answer. Thread
 * safe.
 */
public final class ApiHttp implements AutoCloseable {
  public static final String JSON = "application/json";
  public static final String MERGE_PATCH = "application/merge-patch+json";
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final URI base;
  private final Duration callLimit;
  private final HttpClient http;

  /** What was answered; {@code Status} objects carry the reason of a refusal. */
  public record Answer(int status, JsonNode body) {
    /** Whether it was done. */
    public boolean isSuccess() {
      return status / 100 == 2;
    }

    /** Of the object or list that was answered. */
    public long resourceVersion() {
      return body.at("/metadata/resourceVersion").asLong();
    }
  }

  public ApiHttp(URI base, SSLContext ssl) {
    this(base, ssl, CALL_LIMIT);
  }

  /** Each call but a watch fails when it is not answered within the limit. */
  public ApiHttp(URI base, SSLContext ssl, Duration callLimit) {
    this.base = base;
    this.callLimit = callLimit;
    this.http = HttpClient.newBuilder().sslContext(ssl).connectTimeout(CONNECT_LIMIT).build();
  }

  public Answer get(String path) throws IOException {
    return answer(request(path).GET());
  }

  public Answer post(String path, String body) throws IOException {
    return send("POST", path, JSON, body);
  }

  public Answer put(String path, String body) throws IOException {
    return send("PUT", path, JSON, body);
  }

  public Answer delete(String path) throws IOException {
    return answer(request(path).DELETE());
  }

  public Answer send(String method, String path, String contentType, String body)
      throws IOException {
    var content = HttpRequest.BodyPublishers.ofString(body);
    return answer(request(path).header("Content-Type", contentType).method(method, content));
  }

  /** A page that is not JSON, such as metrics; its status must be 200. */
  String text(String path) throws IOException {
    HttpResponse<String> response = call(request(path).GET(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  /** Only whether it answers 200 within the limit. */
  public boolean isOk(String path, Duration limit) {
    try {
      var discarded = HttpResponse.BodyHandlers.discarding();
      return call(request(path).timeout(limit).GET(), discarded).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet, or no answer in time
    }
  }

  /** A watch: one JSON object per line until either side ends it. */
  public HttpResponse<InputStream> stream(String path) throws IOException {
    var forever = HttpRequest.newBuilder(base.resolve(path)).header("Accept", JSON).GET();
    return call(forever, HttpResponse.BodyHandlers.ofInputStream());
  }

  public static JsonNode parse(String json) throws IOException {
    return MAPPER.readTree(json);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private Answer answer(HttpRequest.Builder request) throws IOException {
    HttpResponse<String> response = call(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), parse(response.body()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(callLimit).header("Accept", JSON);
  }

  private <T> HttpResponse<T> call(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request.build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
