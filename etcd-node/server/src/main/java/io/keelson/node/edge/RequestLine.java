package io.keelson.node.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Path, query and host of a request that may be answered, or the status line of the refusal.
 *
 * @param refusal empty when the request is well formed
 * @param path without escapes
 * @param rawPath as sent
 */
record RequestLine(String refusal, String path, String rawPath, String rawQuery, String host) {
  private static final BitSet HOST_CHARACTERS = hostCharacters();

  static RequestLine of(HttpRequest request) {
    Throwable broken = request.decoderResult().cause();
    if (broken instanceof TooLongHttpHeaderException
        || broken instanceof TooLongHttpLineException) {
      return refused("431 Request Header Fields Too Large");
    }
    if (broken != null) {
      return refused("400 Bad Request");
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return refused("505 HTTP Version Not Supported: unsupported protocol version");
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.isEmpty() && request.protocolVersion().minorVersion() > 0) {
      return refused("400 Bad Request: missing required Host header");
    }
    if (hosts.size() > 1) {
      return refused("400 Bad Request");
    }
    String host = hosts.isEmpty() ? "" : hosts.getFirst();
    if (!host.chars().allMatch(HOST_CHARACTERS::get)) {
      return refused("400 Bad Request: malformed Host header");
    }
    return ofTarget(request.uri(), host);
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }

  private static RequestLine ofTarget(String target, String hostHeader) {
    String host = hostHeader;
    String rest = target;
    int scheme = target.indexOf("://");
    if (scheme > 0 && !target.startsWith("/")) {
      int slash = target.indexOf('/', scheme + 3);
      host = target.substring(scheme + 3, slash < 0 ? target.length() : slash);
      rest = slash < 0 ? "/" : target.substring(slash);
    }
    if (rest.equals("*")) {
      return new RequestLine("", "*", "*", "", host);
    }
    if (!rest.startsWith("/")) {
      return refused("400 Bad Request");
    }
    int question = rest.indexOf('?');
    String rawPath = question < 0 ? rest : rest.substring(0, question);
    String rawQuery = question < 0 ? "" : rest.substring(question + 1);
    Optional<String> path = UrlText.unescapePath(rawPath);
    if (path.isEmpty()) {
      return refused("400 Bad Request");
    }
    return new RequestLine("", path.get(), rawPath, rawQuery, host);
  }

  private static RequestLine refused(String status) {
    return new RequestLine(status, "", "", "", "");
  }

  private static BitSet hostCharacters() {
    var allowed = new BitSet(128);
    allowed.set('0', '9' + 1);
    allowed.set('a', 'z' + 1);
    allowed.set('A', 'Z' + 1);
    "!$%&'()*+,-.:;=[]_~".chars().forEach(allowed::set);
    return allowed;
  }
}
