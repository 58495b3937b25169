package io.keelson.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command line of the form {@code --name value} and {@code --switch}. */
final class Options {
  private final Map<String, String> given = new HashMap<>();

  /**
   * @param valued names that take a value
   * @param switches names that take none
   */
  Options(String[] arguments, Set<String> valued, Set<String> switches) {
    for (int at = 0; at < arguments.length; at++) {
      String name = arguments[at].startsWith("--") ? arguments[at].substring(2) : "";
      if (switches.contains(name)) {
        given.put(name, "true");
      } else if (valued.contains(name) && at + 1 < arguments.length) {
        given.put(name, arguments[++at]);
      } else if (valued.contains(name)) {
        throw new IllegalArgumentException("--" + name + " needs a value");
      } else {
        throw new IllegalArgumentException("unknown argument " + arguments[at]);
      }
    }
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    return Math.toIntExact(count(name, otherwise));
  }

  /** A number that may end in k or m. */
  long count(String name, long otherwise) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    long unit = text.endsWith("k") ? 1_000 : text.endsWith("m") ? 1_000_000 : 1;
    String digits = unit == 1 ? text : text.substring(0, text.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " needs a number, not " + text, e);
    }
  }

  /** A list with commas between. */
  List<String> list(String name, String otherwise) {
    return List.of(text(name, otherwise).split(",", -1));
  }
}
