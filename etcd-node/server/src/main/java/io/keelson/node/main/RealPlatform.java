package io.keelson.node.main;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.AgentThread;
import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.wal.WalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * This machine.
 *
 * @param clock monotonic time
 * @param random source of randomness
 * @param readers threads for reads that take long; may refuse
 */
record RealPlatform(NanoClock clock, RandomGenerator random, Executor readers) implements Platform {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Disk DISK = new RealDisk();

  @Override
  public Disk disk() {
    return DISK;
  }

  @Override
  public long walSegmentBytes() {
    return WalConfig.SEGMENT_BYTES;
  }

  @Override
  public long unixMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public boolean hasStore(Path directory) {
    return RocksEngine.exists(directory);
  }

  @Override
  public Engine openEngine(EngineConfig config) throws IOException {
    return new RocksEngine(config);
  }

  @Override
  public AgentRunner runner(List<Agent> agents, Wakeup wakeup, FatalHandler fatalHandler) {
    return new AgentThread(agents, wakeup, clock, fatalHandler);
  }

  @Override
  public JobQueue jobs(String name) {
    return new JobThread(name);
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public Timers timers(FatalHandler fatalHandler) {
    return new RealTimers(fatalHandler);
  }
}
