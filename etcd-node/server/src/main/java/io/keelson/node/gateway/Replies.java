package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;

/** The answers that Go's HTTP library gives. */
final class Replies {
  static final String PLAIN = "text/plain; charset=utf-8";

  private Replies() {}

  static void error(HttpExchange exchange, int status, String text) {
    exchange
        .setHeader("Content-Type", PLAIN)
        .setHeader("X-Content-Type-Options", "nosniff")
        .reply(status, text + "\n");
  }

  static void notFound(HttpExchange exchange) {
    error(exchange, 404, "404 page not found");
  }

  /** Refuses every method but GET. */
  static boolean isGet(HttpExchange exchange) {
    if (exchange.method().equals("GET")) {
      return true;
    }
    exchange.setHeader("Allow", "GET");
    error(exchange, 405, "Method Not Allowed");
    return false;
  }

  static void redirect(HttpExchange exchange, String path) {
    String query = exchange.rawQuery();
    String target = query.isEmpty() ? path : path + "?" + query;
    exchange.setHeader("Location", target);
    String body = "";
    if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
      exchange.setHeader("Content-Type", "text/html; charset=utf-8");
    }
    if (exchange.method().equals("GET")) {
      body = "<a href=\"" + html(target) + "\">Temporary Redirect</a>.\n\n";
    }
    exchange.reply(307, body);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
