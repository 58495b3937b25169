package io.keelson.node.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The logging flags.
 *
 * @param outputs {@code default} (standard error), {@code stderr}, {@code stdout}, {@code
 *     systemd/journal} or paths of files; none at all means default
 * @param rotation how files rotate; null if they do not
 */
public record LogConfig(
    LogLevel level, LogFormat format, List<String> outputs, @Nullable RotationConfig rotation) {
  static final String DEFAULT = "default";
  static final String STDERR = "stderr";
  static final String STDOUT = "stdout";
  static final String JOURNAL = "systemd/journal";

  public LogConfig {
    outputs = outputs.isEmpty() ? List.of(DEFAULT) : List.copyOf(outputs);
    check(outputs, rotation != null);
  }

  boolean isJournal() {
    return outputs.contains(JOURNAL);
  }

  private static void check(List<String> outputs, boolean isRotating) {
    if (outputs.size() > 1 && outputs.contains(DEFAULT)) {
      throw new IllegalArgumentException("multi logoutput for \"default\" is not supported yet");
    }
    if (outputs.size() > 1 && outputs.contains(JOURNAL)) {
      throw new IllegalArgumentException(
          "running with systemd/journal but other '--log-outputs' values ("
              + quoted(outputs)
              + ") are configured with 'default'; override 'default' value with something else");
    }
    long files = outputs.stream().filter(LogConfig::isFile).count();
    if (isRotating && (files > 1 || (files == 0 && outputs.size() == 1))) {
      throw new IllegalArgumentException(
          "--log-outputs requires a single file path when --log-rotate-config-json is defined");
    }
  }

  private static boolean isFile(String output) {
    return switch (output) {
      case DEFAULT, STDERR, STDOUT -> false;
      default -> true;
    };
  }

  private static String quoted(List<String> outputs) {
    StringBuilder text = new StringBuilder("[");
    for (String output : outputs) {
      text.append(text.length() > 1 ? " \"" : "\"").append(output).append('"');
    }
    return text.append(']').toString();
  }
}
