package io.keelson.node.config;

import java.util.Locale;
import java.util.Optional;

/** Log levels in rising order, named as in etcd's log lines. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR,
  DPANIC,
  PANIC,
  FATAL;

  /** The level as written in a log line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@code --log-level}; empty means info. */
  static Optional<LogLevel> parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "debug" -> Optional.of(DEBUG);
      case "info", "" -> Optional.of(INFO);
      case "warn", "warning" -> Optional.of(WARN);
      case "error" -> Optional.of(ERROR);
      case "dpanic" -> Optional.of(DPANIC);
      case "panic" -> Optional.of(PANIC);
      case "fatal" -> Optional.of(FATAL);
      default -> Optional.empty();
    };
  }
}
