package io.keelson.e2e.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who was killed while which object was at which step, and what became of it. Thread-safe. */
final class KillPoints {
  private final Map<String, Map<String, Integer>> outcomes = new TreeMap<>();
  private final List<String> open = new ArrayList<>();
  private int kills;
  private int points;

  /** One process, or pod, is killed. */
  synchronized void killed() {
    kills++;
  }

  /** An object that was in progress during a kill has come to its end. */
  synchronized void ended(String victimAndStep, String outcome) {
    points++;
    System.out.printf("point %d: %s: %s%n", points, victimAndStep, outcome);
    outcomes.computeIfAbsent(victimAndStep, _ -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
  }

  /** A step that was over before its kill. */
  synchronized void missed(String what) {
    open.add(what);
  }

  synchronized int kills() {
    return kills;
  }

  synchronized int points() {
    return points;
  }

  /** A table for people. */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    outcomes.forEach(
        (what, how) -> text.append("| %-60s | %s |%n".formatted(what, how.toString())));
    text.append(
        "%d kills hit %d objects in progress; steps that were over too soon: %s"
            .formatted(kills, points, open));
    return text.toString();
  }
}
