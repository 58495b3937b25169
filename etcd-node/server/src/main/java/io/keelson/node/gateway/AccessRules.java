package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.util.Set;

/**
 * Who may speak HTTP to the client ports: {@code --host-whitelist} against DNS rebinding, on
 * plaintext only, and {@code --cors}. An empty set allows all, as does {@code *}.
 */
public record AccessRules(Set<String> origins, Set<String> hosts) {
  /** Copies the sets. */
  public AccessRules {
    origins = Set.copyOf(origins);
    hosts = Set.copyOf(hosts);
  }

  /** Everybody. */
  public static AccessRules open() {
    return new AccessRules(Set.of("*"), Set.of("*"));
  }

  /** Puts the rules before a handler. */
  public HttpHandler before(HttpHandler next, HealthObserver observer) {
    return exchange -> {
      String host = hostname(exchange.host());
      if (!exchange.isSecure() && !allows(hosts, host)) {
        observer.hostRefused(host);
        Replies.error(exchange, 421, hostRefusal(host));
        return;
      }
      addCors(exchange);
      if (exchange.method().equals("OPTIONS")) {
        exchange.reply(200, "");
        return;
      }
      next.handle(exchange);
    };
  }

  private void addCors(HttpExchange exchange) {
    String origin = allows(origins, "*") ? "*" : exchange.header("Origin");
    if (!origin.equals("*") && !origins.contains(origin)) {
      return;
    }
    exchange
        .setHeader("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE")
        .setHeader("Access-Control-Allow-Origin", origin)
        .setHeader("Access-Control-Allow-Headers", "accept, content-type, authorization");
  }

  private static boolean allows(Set<String> allowed, String one) {
    return allowed.isEmpty() || allowed.contains("*") || allowed.contains(one);
  }

  /** Host without port, as Go splits it: what it cannot split it takes whole. */
  private static String hostname(String host) {
    int colon = host.lastIndexOf(':');
    if (colon < 0) {
      return host;
    }
    String name = host.substring(0, colon);
    if (name.startsWith("[") && name.endsWith("]")) {
      return name.substring(1, name.length() - 1);
    }
    return name.indexOf(':') >= 0 || name.indexOf('[') >= 0 ? host : name;
  }

  private static String hostRefusal(String host) {
    return """

        etcd received your request, but the Host header was unrecognized.

        To fix this, choose one of the following options:
        - Enable TLS, then any HTTPS request will be allowed.
        - Add the hostname you want to use to the whitelist in settings.
          - e.g. etcd --host-whitelist "%s"

        This requirement has been added to help prevent "DNS Rebinding" attacks (CVE-2018-5702).
        """
        .formatted(host);
  }
}
