package io.keelson.node.log;

/** How grave a line is, from the least to the gravest. */
public enum LogLevel {
  DEBUG("debug"),
  INFO("info"),
  WARN("warn"),
  ERROR("error"),
  DPANIC("dpanic"),
  PANIC("panic"),
  FATAL("fatal");

  private final String text;

  LogLevel(String text) {
    this.text = text;
  }

  /** As it is written in a line and given on the command line. */
  public String text() {
    return text;
  }

  /** Reads a level in small or in capital letters; nothing at all means info. */
  public static LogLevel parse(String text) {
    if (text.isEmpty()) {
      return INFO;
    }
    for (LogLevel level : values()) {
      if (level.text.equals(text) || level.name().equals(text)) {
        return level;
      }
    }
    if (text.equals("warning") || text.equals("WARNING")) {
      return WARN;
    }
    throw new IllegalArgumentException("unrecognized level: \"" + text + "\"");
  }

  boolean isAtLeast(LogLevel other) {
    return compareTo(other) >= 0;
  }
}
