package io.keelson.node.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the logging options fit together. */
final class LogRules {
  private static final String NEEDS_FILE =
      "--log-outputs requires a single file path when --log-rotate-config-json is defined";
  private static final Set<String> STREAMS =
      Set.of(LogConfig.DEFAULT_OUTPUT, LogConfig.STDERR_OUTPUT, LogConfig.STDOUT_OUTPUT);

  private LogRules() {}

  static LogConfig read(Settings settings) throws BadValueException {
    checkLogger(settings.get(MonitoringFlags.LOGGER));
    List<String> given = settings.get(MonitoringFlags.LOG_OUTPUTS).texts();
    List<String> outputs = given.isEmpty() ? LogConfig.DEFAULT.outputs() : given;
    if (outputs.size() > 1 && outputs.contains(LogConfig.DEFAULT_OUTPUT)) {
      throw new BadValueException("multi logoutput for \"default\" is not supported yet");
    }
    boolean rotates = settings.get(MonitoringFlags.ENABLE_LOG_ROTATION);
    LogRotation rotation = LogRotation.DEFAULT;
    if (rotates) {
      checkRotatedOutputs(outputs);
      rotation = rotation(settings.get(MonitoringFlags.LOG_ROTATION_CONFIG));
    }
    if (outputs.size() > 1 && outputs.contains(LogConfig.JOURNAL_OUTPUT)) {
      throw new BadValueException(
          ("running with systemd/journal but other '--log-outputs' values (%s) are configured with"
                  + " 'default'; override 'default' value with something else")
              .formatted(GoQuote.quote(outputs)));
    }
    return new LogConfig(
        level(settings.get(MonitoringFlags.LOG_LEVEL)),
        format(settings.get(MonitoringFlags.LOG_FORMAT)),
        outputs,
        rotates,
        rotation);
  }

  private static void checkLogger(String logger) throws BadValueException {
    switch (logger) {
      case "zap" -> {}
      case "capnslog" -> throw new BadValueException("--logger=capnslog is removed in v3.5");
      default -> throw new BadValueException("unknown logger option " + GoQuote.quote(logger));
    }
  }

  private static LogLevel level(String text) throws BadValueException {
    Optional<LogLevel> level = LogLevel.parse(text);
    if (level.isEmpty()) {
      throw new BadValueException("unrecognized level: " + GoQuote.quote(text));
    }
    return level.get();
  }

  private static LogConfig.Format format(String text) throws BadValueException {
    return switch (text) {
      case "json", "" -> LogConfig.Format.JSON;
      case "console" -> LogConfig.Format.CONSOLE;
      default ->
          throw new BadValueException(
              "unknown log format: " + text + ", supported values json, console");
    };
  }

  private static void checkRotatedOutputs(List<String> outputs) throws BadValueException {
    long files = outputs.stream().filter(output -> !STREAMS.contains(output)).count();
    if (files > 1 || (files == 0 && outputs.size() == 1)) {
      throw new BadValueException(NEEDS_FILE);
    }
  }

  private static LogRotation rotation(String json) throws BadValueException {
    Object root;
    try {
      root = YamlText.parse(json).orElse("");
    } catch (BadValueException e) {
      throw malformed("unexpected end of JSON input");
    }
    if (root instanceof String word) {
      throw malformed(
          word.isEmpty() ? "unexpected end of JSON input" : "invalid value " + GoQuote.quote(word));
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new BadValueException(
          "invalid log rotation config: %s%s into Go value of type %s"
              .formatted(
                  FileNode.MISMATCH, FileNode.kindOf(root), FileSection.LOG_ROTATION.goType()));
    }
    try {
      LogRotation standard = LogRotation.DEFAULT;
      return new LogRotation(
          number(map, "maxsize", standard.maxSizeMegabytes()),
          number(map, "maxage", standard.maxAgeDays()),
          number(map, "maxbackups", standard.maxBackups()),
          bool(map, "localtime"),
          bool(map, "compress"));
    } catch (BadValueException e) {
      throw new BadValueException("invalid log rotation config: " + e.text());
    }
  }

  private static BadValueException malformed(String reason) {
    return new BadValueException("improperly formatted log rotation config: " + reason);
  }

  private static int number(Map<?, ?> map, String key, int standard) throws BadValueException {
    Optional<FileNode> node = node(map, key);
    long value = node.isPresent() ? node.get().signed("int") : 0;
    return value <= 0 ? standard : Math.clamp(value, 0, Integer.MAX_VALUE);
  }

  private static boolean bool(Map<?, ?> map, String key) throws BadValueException {
    Optional<FileNode> node = node(map, key);
    return node.isPresent() && node.get().bool();
  }

  private static Optional<FileNode> node(Map<?, ?> map, String key) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      String name = String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT);
      if (value != null && name.equals(key)) {
        return Optional.of(new FileNode(value, FileSection.LOG_ROTATION, key));
      }
    }
    return Optional.empty();
  }
}
