package io.keelson.node.link;

import io.keelson.bytes.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Single requests to the pages that members keep for each other. Any thread; never blocks. */
public interface PeerCalls {
  /**
   * Asks.
   *
   * @param baseUrl a peer URL of the member, such as {@code http://10.0.0.1:2380}
   * @param request what to ask
   * @param answered called once, on a thread that must not be blocked
   */
  void call(String baseUrl, Request request, Consumer<Outcome> answered);

  /**
   * A request.
   *
   * @param method GET or POST; a GET may have a body, upstream's has
   * @param path with the leading slash
   * @param contentType empty for none
   * @param body empty for none
   * @param timeout for the whole exchange
   */
  record Request(String method, String path, String contentType, Bytes body, Duration timeout) {
    /** A GET without a body. */
    public static Request get(String path, Duration timeout) {
      return new Request("GET", path, "", Bytes.EMPTY, timeout);
    }
  }

  /** What became of a request. */
  sealed interface Outcome {}

  /**
   * The member answered.
   *
   * @param status HTTP status
   * @param headers by name in lower case, the first of each
   * @param body at most {@link #ANSWER_BYTES_MAX}
   */
  record Answered(int status, Map<String, String> headers, Bytes body) implements Outcome {}

  /**
   * No answer came, or one that is too large.
   *
   * @param error for a person
   * @param isTimeout whether time was up
   */
  record Failed(String error, boolean isTimeout) implements Outcome {}

  /** Most bytes of an answer. */
  int ANSWER_BYTES_MAX = 16 << 20;
}
