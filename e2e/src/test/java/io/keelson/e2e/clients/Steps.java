package io.keelson.e2e.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lines that a client program printed, found by the name of their step. */
final class Steps {
  private static final String STEP = "\"step\":";

  private final Map<String, String> lines = new LinkedHashMap<>();

  private Steps() {}

  /** A step that comes several times is told apart by its number. */
  static Steps of(List<String> lines) {
    Steps steps = new Steps();
    Map<String, Integer> times = new HashMap<>();
    for (String printed : lines) {
      // Go's text form of a message has one blank or two between fields, by the hash of the program
      // that prints it, so that nobody relies on it.
      String line = printed.replace("  alarm:", " alarm:");
      String name = name(line);
      int time = times.merge(name, 1, Integer::sum);
      steps.lines.put(time == 1 ? name : name + " #" + time, line);
    }
    return steps;
  }

  int size() {
    return lines.size();
  }

  /** Lines that tell of a step which ran into its time limit or could not be prepared. */
  List<String> unfinished() {
    return lines.values().stream()
        .filter(
            line ->
                line.contains("\"short\":true")
                    || line.contains("nothing came in time")
                    || line.contains("step of preparation")
                    || line.contains("DeadlineExceeded"))
        .toList();
  }

  /** What differs, each with both lines, in the order of the steps. */
  List<String> differences(Steps other) {
    Set<String> names = new LinkedHashSet<>(lines.keySet());
    names.addAll(other.lines.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String left = lines.getOrDefault(name, "no such step");
      String right = other.lines.getOrDefault(name, "no such step");
      if (!left.equals(right)) {
        differences.add("%s%n  left:  %s%n  right: %s".formatted(name, left, right));
      }
    }
    return differences;
  }

  private static String name(String line) {
    int start = line.indexOf('"', line.indexOf(STEP) + STEP.length());
    int end = line.indexOf('"', start + 1);
    if (!line.startsWith("{" + STEP) || start < 0 || end < 0) {
      throw new IllegalArgumentException("not the line of a step: " + line);
    }
    return line.substring(start + 1, end);
  }
}
