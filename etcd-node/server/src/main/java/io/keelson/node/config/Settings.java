package io.keelson.node.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Values of flags while the sources are read: what was given, over the defaults. */
final class Settings {
  private final Map<Flag<?>, Object> values = new LinkedHashMap<>();
  private final Set<String> given = new TreeSet<>();

  <T> T get(Flag<T> flag) {
    Object value = values.get(flag);
    return value == null ? flag.defaultValue() : flag.kind().type().cast(value);
  }

  int getInt(Flag<Long> flag) {
    return Math.clamp(get(flag), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  <T> void put(Flag<T> flag, T value) {
    values.put(flag, flag.kind().type().cast(value));
  }

  /** Reads {@code text} as the next value of the flag. */
  <T> void readText(Flag<T> flag, String text) throws BadValueException {
    put(flag, flag.kind().flagReader().read(text, get(flag)));
  }

  /** Reads a node of the config file as the next value of the flag. */
  <T> void readNode(Flag<T> flag, FileNode node) throws BadValueException {
    put(flag, flag.kind().fileReader().read(node, get(flag)));
  }

  /** Whether an option of this name, which may be a deprecated one, was given by any source. */
  boolean isGiven(String name) {
    return given.contains(name);
  }

  boolean isGiven(Flag<?> flag) {
    return given.contains(flag.name());
  }

  /** Whether a flag has a value of its own, given under its name or an old one. */
  boolean hasValue(Flag<?> flag) {
    return values.containsKey(flag);
  }

  void markGiven(String name) {
    given.add(name);
  }

  /** Names given, sorted. */
  Set<String> given() {
    return new TreeSet<>(given);
  }
}
