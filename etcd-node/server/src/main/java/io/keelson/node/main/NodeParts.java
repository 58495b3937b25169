package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NodeMetrics;

/** What a node takes from its surroundings. */
record NodeParts(
    ServerConfig config,
    Platform platform,
    Network network,
    Logger log,
    NodeMetrics metrics,
    FatalHandler fatalHandler) {
  NanoClock clock() {
    return platform.clock();
  }
}
