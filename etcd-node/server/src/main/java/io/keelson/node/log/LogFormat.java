package io.keelson.node.log;

/** How a line is laid out. */
public enum LogFormat {
  JSON,
  CONSOLE;

  /** Reads the name of a format; nothing at all means JSON. */
  public static LogFormat parse(String text) {
    return switch (text) {
      case "", "json" -> JSON;
      case "console" -> CONSOLE;
      default ->
          throw new IllegalArgumentException(
              "unknown log format: " + text + ", supported values json, console");
    };
  }
}
