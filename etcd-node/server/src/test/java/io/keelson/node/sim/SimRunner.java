package io.keelson.node.sim;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.Wakeup;
import java.util.List;

/** A thread of a simulated process that turns agents: each turn is an event. */
final class SimRunner implements AgentRunner {
  private static final int LAST_TURNS_MAX = 10_000;

  private final SimProcess process;
  private final List<Agent> agents;
  private final Wakeup wakeup;
  private final FatalHandler fatalHandler;
  private final String name;
  private boolean isStarted;
  private boolean isClosed;
  private boolean isDue;
  private long turns;

  SimRunner(SimProcess process, List<Agent> agents, Wakeup wakeup, FatalHandler fatalHandler) {
    this.process = process;
    this.agents = List.copyOf(agents);
    this.wakeup = wakeup;
    this.fatalHandler = fatalHandler;
    this.name = String.join("+", agents.stream().map(Agent::name).toList());
  }

  @Override
  public void start() {
    isStarted = true;
    soon();
  }

  /** Looks whether somebody has woken this thread. */
  void poke() {
    if (isStarted && !isDue && wakeup.isSignalled()) {
      soon();
    }
  }

  private void soon() {
    isDue = true;
    turns++;
    process.after(process.turnDelayNanos(), this::turn);
  }

  private void turn() {
    if (isClosed) {
      return;
    }
    isDue = false;
    if (turnAgents() > 0) {
      soon();
    } else {
      rest();
    }
  }

  private int turnAgents() {
    try {
      wakeup.prepare();
      long now = process.nanoTime();
      int worked = 0;
      for (Agent agent : agents) {
        worked += agent.turn(now);
        agent.invariant();
      }
      return worked;
    } catch (RuntimeException | Error cause) {
      fatalHandler.fatal(name, cause);
      throw new SimProcess.Ended();
    }
  }

  private void rest() {
    long now = process.nanoTime();
    long deadline = Long.MAX_VALUE;
    for (Agent agent : agents) {
      deadline = Math.min(deadline, agent.nextDeadlineNanos(now));
    }
    if (deadline != Long.MAX_VALUE) {
      long turn = turns;
      process.atLocal(
          deadline,
          () -> {
            if (turn == turns && !isDue) {
              turns++;
              turn();
            }
          });
    }
  }

  @Override
  public void stop() {}

  /** What waits is worked on now: an orderly stop is one event. */
  @Override
  public boolean awaitStopped(long millis) {
    for (int i = 0; i < LAST_TURNS_MAX; i++) {
      if (turnAgents() == 0) {
        agents.forEach(Agent::close);
        isClosed = true;
        return true;
      }
    }
    return false;
  }
}
