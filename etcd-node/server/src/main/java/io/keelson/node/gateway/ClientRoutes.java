package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import io.keelson.node.gateway.CheckEndpoint.Asking;
import io.keelson.node.gateway.CheckEndpoint.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts the endpoints together.
 *
 * @param deadline for one read of a health check; upstream's is 5 s and two election timeouts
 * @param slowTasks writes metrics, off the event loops
 */
public record ClientRoutes(
    NodeHealth node,
    Consumer<Appendable> metrics,
    Executor slowTasks,
    Duration deadline,
    HealthObserver observer) {
  private static final String TIMEOUT = "etcdserver: request timed out";

  /** What {@code --listen-metrics-urls} serves: metrics and health. */
  public HttpRouter metricsRoutes() {
    var router = new HttpRouter();
    router.exact("/metrics", new MetricsEndpoint(metrics, slowTasks));
    router.exact("/health", new HealthEndpoint(node, deadline, observer));
    Check local = new Check("serializable_read", read(true));
    install(router, "livez", List.of(local));
    install(
        router,
        "readyz",
        List.of(
            new Check("data_corruption", this::askCorruption),
            local,
            new Check("linearizable_read", read(false)),
            new Check("non_learner", (exchange, outcome) -> outcome.accept(learnerError()))));
    return router;
  }

  /** What client URLs serve besides: version and debug values. */
  public HttpRouter clientRoutes(
      VersionSource versions, Map<String, Supplier<String>> debugValues) {
    return metricsRoutes()
        .exact("/version", new VersionEndpoint(versions))
        .exact("/debug/vars", new DebugVarsEndpoint(debugValues));
  }

  private void install(HttpRouter router, String type, List<Check> checks) {
    var all = new CheckEndpoint(type, checks, observer);
    router.exact("/" + type, all);
    for (Check check : checks) {
      HttpHandler one = all.only(check);
      router.exact("/" + type + "/" + check.name(), one);
    }
  }

  private Asking read(boolean isSerializable) {
    return (exchange, outcome) ->
        DeadlineRead.start(
            exchange, node, isSerializable, new DeadlineRead.Limit(deadline, TIMEOUT), outcome);
  }

  private void askCorruption(HttpExchange exchange, Consumer<String> outcome) {
    outcome.accept(node.alarms().contains("CORRUPT") ? "alarm activated: CORRUPT" : "");
  }

  private String learnerError() {
    return node.isLearner() ? "not supported for learner" : "";
  }
}
