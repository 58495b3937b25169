package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code /livez} or {@code /readyz}, or one check of them: makes the checks one after the other and
 * lists what failed.
 */
final class CheckEndpoint implements HttpHandler {
  private final String type;
  private final List<Check> checks;
  private final HealthObserver observer;

  /** One thing that is asked, and how. */
  record Check(String name, Asking asking) {}

  /** Asks; the outcome comes on the exchange's loop, empty text for success. */
  @FunctionalInterface
  interface Asking {
    void ask(HttpExchange exchange, Consumer<String> outcome);
  }

  CheckEndpoint(String type, List<Check> checks, HealthObserver observer) {
    this.type = type;
    this.checks = List.copyOf(checks);
    this.observer = observer;
  }

  /** The endpoint of a single check, which cannot be excluded. */
  HttpHandler only(Check check) {
    var alone = new CheckEndpoint(type, List.of(check), observer);
    return exchange -> alone.answer(exchange, alone.checks);
  }

  @Override
  public void handle(HttpExchange exchange) {
    List<String> excluded = exchange.query().all("exclude");
    answer(exchange, checks.stream().filter(one -> !excluded.contains(one.name())).toList());
  }

  private void answer(HttpExchange exchange, List<Check> wanted) {
    if (!Replies.isGet(exchange)) {
      observer.refused(exchange.path(), 405, "");
      return;
    }
    new Run(exchange, wanted).next();
  }

  /** The checks of one request. Lives on the connection's loop. */
  private final class Run {
    private final HttpExchange exchange;
    private final List<Check> wanted;
    private final StringBuilder report = new StringBuilder();
    private boolean hasFailed;
    private int index;

    Run(HttpExchange exchange, List<Check> wanted) {
      this.exchange = exchange;
      this.wanted = wanted;
    }

    void next() {
      if (index == wanted.size()) {
        finish();
        return;
      }
      Check check = wanted.get(index++);
      check.asking().ask(exchange, error -> note(check.name(), error));
    }

    private void note(String name, String error) {
      observer.checked(type, name, error.isEmpty());
      if (error.isEmpty()) {
        report.append("[+]").append(name).append(" ok\n");
      } else {
        report.append("[-]").append(name).append(" failed: ").append(error).append('\n');
        hasFailed = true;
      }
      next();
    }

    private void finish() {
      if (hasFailed) {
        observer.refused(exchange.path(), 503, report.toString());
        Replies.error(exchange, 503, report.toString());
        return;
      }
      String listed = exchange.query().contains("verbose") ? report.toString() : "";
      exchange
          .setHeader("Content-Type", Replies.PLAIN)
          .setHeader("X-Content-Type-Options", "nosniff")
          .reply(200, listed + "ok\n");
    }
  }
}
