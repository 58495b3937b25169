package io.keelson.node.sim;

import io.keelson.node.sim.LinearizabilityChecker.UndecidedException;

/**
 * Runs seeds until one fails: {@code SimulationMain FIRST END}. Prints what did not hold and exits
 * with 1, or exits with 0; for bugs that are planted on purpose, see {@code src/test/planted}.
 */
final class SimulationMain {
  private SimulationMain() {}

  /** The program. */
  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    long end = Long.parseLong(arguments[1]);
    for (long seed = first; seed < end; seed++) {
      try {
        Simulation.run(seed, SimulationTest.membersOf(seed), null);
      } catch (UndecidedException e) {
        System.out.println(e.getMessage() + " in seed " + seed);
      } catch (RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        System.out.println("seed " + seed + ": " + e.getMessage() + " (" + cause + ")");
        System.exit(1);
      }
    }
    System.out.println("nothing found in seeds " + first + " to " + end);
  }
}
