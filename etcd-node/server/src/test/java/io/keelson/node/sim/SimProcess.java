package io.keelson.node.sim;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.MemoryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One life of a member: everything that its agents, jobs and timers do happens in here, one event
 * at a time, and nothing of it after its end. What the platform of a real member would ask the
 * system for is asked here.
 */
public final class SimProcess {
  private static final long MICRO = 1000;
  private static final long MILLI = 1_000_000;

  private final SimScheduler scheduler;
  private final SimMachine machine;
  private final SimProfile profile;
  private final RandomGenerator random;
  private final Observer observer;
  private final List<SimRunner> runners = new ArrayList<>();
  private final long startedNanos;
  private boolean isAlive = true;
  private boolean isFaulty;
  private boolean isStoreOpen;
  private long pausedUntilNanos;

  /** Who watches a process. */
  interface Observer {
    /** An event of the process is over. */
    void turned();

    /** A batch was written to its store. */
    void written(MemoryEngine engine);

    /** Its store was replaced by a received one. */
    void replaced(MemoryEngine engine);

    /** The process cannot go on. */
    void died(String where, Throwable cause);
  }

  /** The process has ended; what runs is left at once. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1;

    Ended() {
      super("the process has ended", null, false, false);
    }
  }

  SimProcess(
      SimScheduler scheduler,
      SimMachine machine,
      SimProfile profile,
      RandomGenerator random,
      Observer observer) {
    this.scheduler = scheduler;
    this.machine = machine;
    this.profile = profile;
    this.random = random;
    this.observer = observer;
    this.startedNanos = machine.nanoTime();
  }

  /** When it began, on the machine's clock. */
  long startedNanos() {
    return startedNanos;
  }

  boolean isAlive() {
    return isAlive;
  }

  /** Nothing of this process happens from now on. */
  void end() {
    isAlive = false;
  }

  /** Nothing of this process happens for a while. */
  void pause(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, scheduler.nowNanos() + nanos);
  }

  /** Whether something went wrong on purpose, so that the process may end. */
  boolean isFaulty() {
    return isFaulty;
  }

  void becomeFaulty() {
    isFaulty = true;
  }

  /** Does something in the process, unless it has ended, when it is not paused. */
  void enter(Runnable action) {
    if (!isAlive) {
      return;
    }
    if (pausedUntilNanos > scheduler.nowNanos()) {
      scheduler.at(pausedUntilNanos, () -> enter(action));
      return;
    }
    try {
      action.run();
    } catch (Ended ended) {
      return;
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | Error cause) {
      try {
        fatal("simulation", cause);
      } catch (Ended ended) {
        return;
      }
    }
    runners.forEach(SimRunner::poke);
    if (isAlive) {
      observer.turned();
    }
  }

  /** What a process does when it cannot go on. */
  public void fatal(String where, Throwable cause) {
    if (cause instanceof Violation violation) {
      throw violation;
    }
    if (isAlive && !(cause instanceof Ended)) {
      end();
      observer.died(where, cause);
    }
    throw new Ended();
  }

  /** Does something after a delay. */
  public void after(long nanos, Runnable action) {
    scheduler.after(nanos, () -> enter(action));
  }

  /** Does something at a time of the machine's clock. */
  void atLocal(long localNanos, Runnable action) {
    scheduler.at(machine.virtualNanos(localNanos), () -> enter(action));
  }

  /** Files. */
  public Disk disk() {
    return machine.disk();
  }

  /** Monotonic clock. */
  public long nanoTime() {
    return machine.nanoTime();
  }

  /** Wall clock. */
  public long unixMillis() {
    return machine.unixMillis();
  }

  /** Randomness of this process. */
  public RandomGenerator random() {
    return random;
  }

  /** Opens the store of a directory. */
  public Engine openEngine(EngineConfig config) throws IOException {
    boolean isMain = !isStoreOpen;
    isStoreOpen = true;
    MemoryEngine[] opened = new MemoryEngine[1];
    opened[0] =
        new MemoryEngine(
            machine.store(config.directory()),
            new MemoryEngine.Surroundings() {
              @Override
              public void writing() {
                if (!isAlive) {
                  throw new Ended();
                }
                if (SimProfile.happens(random, profile.diskFaults() / 4)) {
                  becomeFaulty();
                  throw new EngineException("Input/output error");
                }
              }

              @Override
              public void written() {
                if (isMain) {
                  observer.written(opened[0]);
                }
                if (SimProfile.happens(random, profile.flushes())) {
                  opened[0].flush(false);
                }
              }

              @Override
              public MemoryEngine.Durable store(Path directory) throws IOException {
                return machine.store(directory);
              }

              @Override
              public void replaced() {
                observer.replaced(opened[0]);
              }

              @Override
              public void flushing(Runnable complete) {
                after(random.nextLong(30 * MILLI), complete);
              }
            });
    return opened[0];
  }

  /** Turns agents as events. */
  public AgentRunner runner(List<Agent> agents, Wakeup wakeup, FatalHandler fatalHandler) {
    SimRunner runner = new SimRunner(this, agents, wakeup, fatalHandler);
    runners.add(runner);
    return runner;
  }

  /** How long it takes until a thread that was woken runs. */
  long turnDelayNanos() {
    return SimProfile.happens(random, profile.lateTurns())
        ? random.nextLong(40 * MILLI)
        : 5 * MICRO + random.nextLong(60 * MICRO);
  }

  /** How long it takes until a thread of a pool runs something. */
  public long poolDelayNanos() {
    return SimProfile.happens(random, profile.lateTurns())
        ? random.nextLong(80 * MILLI)
        : 10 * MICRO + random.nextLong(500 * MICRO);
  }

  /** Bytes of a segment of the log: short, so that there are many. */
  public long walSegmentBytes() {
    return 16 << 10;
  }
}
