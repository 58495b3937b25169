package io.keelson.node.main;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.sim.SimProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** A simulated machine under a member. */
final class SimPlatform implements Platform {
  private final SimProcess process;

  SimPlatform(SimProcess process) {
    this.process = process;
  }

  @Override
  public Disk disk() {
    return process.disk();
  }

  @Override
  public long walSegmentBytes() {
    return process.walSegmentBytes();
  }

  @Override
  public NanoClock clock() {
    return process::nanoTime;
  }

  @Override
  public long unixMillis() {
    return process.unixMillis();
  }

  @Override
  public RandomGenerator random() {
    return process.random();
  }

  /** Simulated stores lose what is not flushed, but never themselves. */
  @Override
  public boolean hasStore(Path directory) {
    return true;
  }

  @Override
  public Engine openEngine(EngineConfig config) throws IOException {
    return process.openEngine(config);
  }

  @Override
  public AgentRunner runner(List<Agent> agents, Wakeup wakeup, FatalHandler fatalHandler) {
    return process.runner(agents, wakeup, fatalHandler);
  }

  @Override
  public JobQueue jobs(String name) {
    return new Jobs();
  }

  @Override
  public Duration patience() {
    return Duration.ZERO;
  }

  @Override
  public Timers timers(FatalHandler fatalHandler) {
    return new SimTimers();
  }

  @Override
  public Executor readers() {
    return work -> process.after(process.poolDelayNanos(), work);
  }

  /** One job after the other, each some time after the one before. */
  private final class Jobs implements JobQueue {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean isStopped;

    @Override
    public void execute(Runnable job) {
      if (isStopped) {
        return;
      }
      waiting.add(job);
      if (waiting.size() == 1) {
        next();
      }
    }

    private void next() {
      process.after(
          process.poolDelayNanos(),
          () -> {
            if (isStopped) {
              return;
            }
            waiting.element().run();
            waiting.remove();
            if (!waiting.isEmpty()) {
              next();
            }
          });
    }

    @Override
    public void stop() {
      isStopped = true;
    }
  }

  /** Work at its time. */
  private final class SimTimers implements Timers {
    private boolean isStopped;

    @Override
    public void after(Duration delay, Runnable work) {
      process.after(
          delay.toNanos(),
          () -> {
            if (!isStopped) {
              work.run();
            }
          });
    }

    @Override
    public void every(Duration interval, Runnable work) {
      after(
          interval,
          () -> {
            work.run();
            every(interval, work);
          });
    }

    @Override
    public void stop() {
      isStopped = true;
    }
  }
}
