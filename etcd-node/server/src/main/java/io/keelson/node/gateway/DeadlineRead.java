package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One read of the store for a health check, with a deadline. The outcome comes once, on the
 * connection's loop; empty text means success.
 */
final class DeadlineRead {
  private final Consumer<String> outcome;
  private boolean isDone;

  /** How long a read may take, and what it is called if it takes longer. */
  record Limit(Duration deadline, String error) {}

  private DeadlineRead(Consumer<String> outcome) {
    this.outcome = outcome;
  }

  static void start(
      HttpExchange exchange,
      NodeHealth node,
      boolean isSerializable,
      Limit limit,
      Consumer<String> outcome) {
    var read = new DeadlineRead(outcome);
    Runnable cancel = exchange.schedule(limit.deadline(), () -> read.finish(limit.error()));
    node.range(
        isSerializable,
        error ->
            exchange.execute(
                () -> {
                  cancel.run();
                  read.finish(error == null ? "" : error);
                }));
  }

  private void finish(String error) {
    if (!isDone) {
      isDone = true;
      outcome.accept(error);
    }
  }
}
