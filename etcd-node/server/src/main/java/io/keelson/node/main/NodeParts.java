package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.disk.Disk;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NodeMetrics;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a node takes from its surroundings.
 *
 * @param readers threads for reads that take long; may refuse
 */
record NodeParts(
    ServerConfig config,
    Disk disk,
    NanoClock clock,
    RandomGenerator random,
    Logger log,
    NodeMetrics metrics,
    Executor readers,
    FatalHandler fatalHandler) {}
