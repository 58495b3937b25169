package io.keelson.node.main;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The machine under a member: its disk, clocks, randomness, store engine, and who turns what. One
 * implementation is real, the other simulated; {@link NodeAssembly} is the same on both.
 */
interface Platform {
  /** Files. */
  Disk disk();

  /** Length of the log's segments in bytes, a multiple of 8. */
  long walSegmentBytes();

  /** Monotonic time. */
  NanoClock clock();

  /** Wall-clock time in milliseconds since 1970. */
  long unixMillis();

  /** Source of election timeouts, ids and the like; one thread at a time. */
  RandomGenerator random();

  /** Whether there is a store in a directory, whatever its state. */
  boolean hasStore(Path directory);

  /** Opens the store of a directory, making it if it does not exist. */
  Engine openEngine(EngineConfig config) throws IOException;

  /** Gets agents turned by one thread once the runner is started. */
  AgentRunner runner(List<Agent> agents, Wakeup wakeup, FatalHandler fatalHandler);

  /** A new queue for jobs that take long. */
  JobQueue jobs(String name);

  /**
   * How long a thread that serves another member may wait for a job: none where one thread does
   * everything.
   */
  Duration patience();

  /** A new clockwork for short work. */
  Timers timers(FatalHandler fatalHandler);

  /** Threads for reads that take long; may refuse. */
  Executor readers();
}
