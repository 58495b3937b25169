package io.keelson.node.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log line to write once there is a logger.
 *
 * @param level its level
 * @param message its {@code msg}, in etcd's words where etcd has the line
 * @param fields further keys in order; values are strings, numbers, booleans or lists of strings
 */
public record Notice(LogLevel level, String message, Map<String, Object> fields) {
  public Notice {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static Notice info(String message) {
    return new Notice(LogLevel.INFO, message, Map.of());
  }

  static Notice warn(String message) {
    return new Notice(LogLevel.WARN, message, Map.of());
  }

  static Notice error(String message) {
    return new Notice(LogLevel.ERROR, message, Map.of());
  }

  static Notice fatal(String message) {
    return new Notice(LogLevel.FATAL, message, Map.of());
  }

  Notice with(String key, String value) {
    return withValue(key, value);
  }

  Notice with(String key, long value) {
    return withValue(key, value);
  }

  Notice with(String key, List<String> values) {
    return withValue(key, List.copyOf(values));
  }

  private Notice withValue(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(key, value);
    return new Notice(level, message, more);
  }
}
