package io.keelson.node.edge;

/** Answers HTTP/1.1 requests. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface HttpHandler {
  /** Answers now or later, from any thread, exactly once. */
  void handle(HttpExchange exchange);
}
