package io.keelson.node.gateway;

import io.keelson.node.config.GoQuote;
import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /debug/vars}: named values, each already JSON, by name. */
final class DebugVarsEndpoint implements HttpHandler {
  private final Map<String, Supplier<String>> values;

  DebugVarsEndpoint(Map<String, Supplier<String>> values) {
    this.values = new TreeMap<>(values);
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!Replies.isGet(exchange)) {
      return;
    }
    var body = new StringJoiner(",\n", "{\n", "\n}\n");
    values.forEach((name, json) -> body.add(GoQuote.json(name) + ": " + json.get()));
    exchange
        .setHeader("Content-Type", "application/json; charset=utf-8")
        .reply(200, body.toString());
  }
}
