package io.keelson.node.config;

import java.util.List;

/**
 * Logging.
 *
 * @param level lowest level written
 * @param format shape of a line
 * @param outputs {@code default}, {@code stderr}, {@code stdout}, {@code systemd/journal} or paths
 * @param rotates whether the one file among the outputs is rotated
 * @param rotation how
 */
public record LogConfig(
    LogLevel level, Format format, List<String> outputs, boolean rotates, LogRotation rotation) {

  public static final String DEFAULT_OUTPUT = "default";
  public static final String STDERR_OUTPUT = "stderr";
  public static final String STDOUT_OUTPUT = "stdout";
  public static final String JOURNAL_OUTPUT = "systemd/journal";

  /** What is in force before the operator's choice is known: JSON at info to standard error. */
  public static final LogConfig DEFAULT =
      new LogConfig(
          LogLevel.INFO, Format.JSON, List.of(DEFAULT_OUTPUT), false, LogRotation.DEFAULT);

  public LogConfig {
    outputs = List.copyOf(outputs);
  }

  /** Shapes of a log line. */
  public enum Format {
    JSON,
    CONSOLE
  }
}
