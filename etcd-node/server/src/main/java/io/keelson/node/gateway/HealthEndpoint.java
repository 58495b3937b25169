package io.keelson.node.gateway;

import io.keelson.node.config.GoQuote;
import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.time.Duration;
import java.util.List;

/** {@code /health}: alarms, leader, and one read, in this order. */
final class HealthEndpoint implements HttpHandler {
  private final NodeHealth node;
  private final Duration deadline;
  private final HealthObserver observer;

  HealthEndpoint(NodeHealth node, Duration deadline, HealthObserver observer) {
    this.node = node;
    this.deadline = deadline;
    this.observer = observer;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!Replies.isGet(exchange)) {
      observer.refused(exchange.path(), 405, "");
      return;
    }
    var query = exchange.query();
    boolean isSerializable = query.first("serializable").equals("true");
    List<String> excluded = query.all("exclude");
    for (String alarm : node.alarms()) {
      if (!excluded.contains(alarm)) {
        boolean isKnown = alarm.equals("NOSPACE") || alarm.equals("CORRUPT");
        answer(exchange, isKnown ? "ALARM " + alarm : "ALARM UNKNOWN");
        return;
      }
    }
    if (!isSerializable && !node.hasLeader()) {
      answer(exchange, "RAFT NO LEADER");
      return;
    }
    DeadlineRead.start(
        exchange,
        node,
        isSerializable,
        new DeadlineRead.Limit(deadline, "context deadline exceeded"),
        error -> answer(exchange, error.isEmpty() ? "" : "RANGE ERROR:" + error));
  }

  private void answer(HttpExchange exchange, String reason) {
    boolean isHealthy = reason.isEmpty();
    observer.healthAnswered(isHealthy);
    String body = "{\"health\":\"%s\",\"reason\":%s}".formatted(isHealthy, GoQuote.json(reason));
    if (isHealthy) {
      exchange.setHeader("Content-Type", Replies.PLAIN).reply(200, body);
    } else {
      observer.refused(exchange.path(), 503, body);
      Replies.error(exchange, 503, body);
    }
  }
}
