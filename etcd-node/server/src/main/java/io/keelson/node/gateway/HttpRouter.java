package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a handler by path: exact ones first, then the longest prefix. Paths that are not clean
 * are redirected to what they mean, as Go's mux does. Filled before it serves.
 */
public final class HttpRouter implements HttpHandler {
  private final Map<String, HttpHandler> exact = new LinkedHashMap<>();
  private final Map<String, HttpHandler> prefixes = new LinkedHashMap<>();

  /** Serves one path. */
  public HttpRouter exact(String path, HttpHandler handler) {
    exact.put(path, handler);
    return this;
  }

  /** Serves everything below a path that ends in a slash. */
  public HttpRouter prefix(String path, HttpHandler handler) {
    prefixes.put(path, handler);
    return this;
  }

  @Override
  public void handle(HttpExchange exchange) {
    String path = exchange.path();
    if (path.equals("*")) {
      exchange.setHeader("Connection", "close").reply(400, "");
      return;
    }
    boolean isConnect = exchange.method().equals("CONNECT");
    String clean = isConnect ? path : clean(path);
    HttpHandler handler = find(clean);
    if (handler == null && prefixes.containsKey(clean + "/")) {
      Replies.redirect(exchange, clean + "/");
    } else if (!clean.equals(path)) {
      Replies.redirect(exchange, clean);
    } else if (handler == null) {
      Replies.notFound(exchange);
    } else {
      handler.handle(exchange);
    }
  }

  private @Nullable HttpHandler find(String path) {
    HttpHandler handler = exact.get(path);
    if (handler != null) {
      return handler;
    }
    String longest = "";
    for (String prefix : prefixes.keySet()) {
      if (path.startsWith(prefix) && prefix.length() > longest.length()) {
        longest = prefix;
      }
    }
    return prefixes.get(longest);
  }

  private static String clean(String path) {
    if (!path.contains("//") && !path.contains("/.")) {
      return path;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String joined = "/" + String.join("/", parts);
    return path.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
  }
}
