package io.keelson.node.gateway;

import io.keelson.node.config.GoQuote;
import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;

/** {@code /version}. */
final class VersionEndpoint implements HttpHandler {
  private final VersionSource versions;

  VersionEndpoint(VersionSource versions) {
    this.versions = versions;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (Replies.isGet(exchange)) {
      exchange
          .setHeader("Content-Type", "application/json")
          .reply(
              200,
              "{\"etcdserver\":%s,\"etcdcluster\":%s,\"storage\":%s}"
                  .formatted(
                      GoQuote.json(versions.server()),
                      GoQuote.json(versions.cluster()),
                      GoQuote.json(versions.storage())));
    }
  }
}
