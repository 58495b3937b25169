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

  /** JSON as Go writes it: markup characters are escaped too. */
  static String json(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
