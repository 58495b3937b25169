package io.keelson.node.edge;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request and its answer. The request may be read anywhere. The answer is given once,
 * from any thread: as a whole with {@link #reply}, or in parts with {@link #begin}, {@link #write}
 * and {@link #end}. Answers to a client that has gone are dropped.
 */
public final class HttpExchange {
  private final HttpConnection connection;
  private final HttpRequest request;
  private final RequestLine line;
  private final byte[] body;
  private final HttpHeaders answer = new DefaultHttpHeaders();
  private @Nullable Runnable closed;
  private boolean isAnswered;

  HttpExchange(HttpConnection connection, HttpRequest request, RequestLine line, byte[] body) {
    this.connection = connection;
    this.request = request;
    this.line = line;
    this.body = body;
  }

  /** GET, POST and so on, as sent. */
  public String method() {
    return request.method().name();
  }

  /** The path without escapes. */
  public String path() {
    return line.path();
  }

  /** What stands behind the question mark, as sent. */
  public String rawQuery() {
    return line.rawQuery();
  }

  /** The parameters. */
  public HttpQuery query() {
    return HttpQuery.parse(line.rawQuery());
  }

  /** Host and port the client believes to speak to. */
  public String host() {
    return line.host();
  }

  /** The first header of a name, or empty text. */
  public String header(String name) {
    String value = request.headers().get(name);
    return value == null ? "" : value;
  }

  /** All values of a header, joined as one list. */
  public String headerList(String name) {
    return String.join(",", request.headers().getAll(name));
  }

  /** The whole body, which nobody else holds. */
  public byte[] body() {
    return body;
  }

  /** Whether the connection speaks TLS. */
  public boolean isSecure() {
    return connection.session() != null;
  }

  /** The TLS session, for the client's certificate. */
  public @Nullable SSLSession session() {
    return connection.session();
  }

  /** Sets a header of the answer. Before the answer, by one thread at a time. */
  public HttpExchange setHeader(String name, String value) {
    answer.set(name, value);
    return this;
  }

  /** Answers with text. */
  public void reply(int status, String text) {
    reply(status, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with bytes, which are not changed from here on. */
  public void reply(int status, byte[] bytes) {
    execute(
        () -> {
          if (!isAnswered) {
            isAnswered = true;
            connection.reply(this, status, bytes);
          }
        });
  }

  /** Begins an answer in parts. */
  public void begin(int status) {
    execute(
        () -> {
          if (!isAnswered) {
            isAnswered = true;
            connection.begin(this, status);
          }
        });
  }

  /** Sends a part of the answer at once; {@code whenWritten} runs on the loop when it has left. */
  public void write(byte[] bytes, Runnable whenWritten) {
    execute(() -> connection.write(this, bytes, whenWritten));
  }

  /** Ends an answer in parts. */
  public void end() {
    execute(() -> connection.end(this));
  }

  /** Closes the connection, which tells the client that an answer in parts was cut short. */
  public void abort() {
    execute(() -> connection.abort(this));
  }

  /** Runs on the loop when the client goes before the answer is complete. */
  public void onClosed(Runnable action) {
    execute(
        () -> {
          closed = action;
          if (connection.isClosed()) {
            fireClosed();
          }
        });
  }

  /** Runs on this connection's loop, at once when called from it. */
  public void execute(Runnable task) {
    if (connection.loop().inEventLoop()) {
      task.run();
    } else {
      connection.loop().execute(task);
    }
  }

  /** Runs later on this connection's loop. The returned action cancels it. */
  public Runnable schedule(Duration delay, Runnable task) {
    var timer = connection.loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  HttpHeaders answer() {
    return answer;
  }

  HttpRequest request() {
    return request;
  }

  void fireClosed() {
    Runnable action = closed;
    closed = null;
    if (action != null) {
      action.run();
    }
  }
}
