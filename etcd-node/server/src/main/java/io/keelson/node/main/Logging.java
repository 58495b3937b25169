package io.keelson.node.main;

import io.keelson.node.config.Notice;
import io.keelson.node.log.Field;
import io.keelson.node.log.Log;
import io.keelson.node.log.LogConfig;
import io.keelson.node.log.LogEnvironment;
import io.keelson.node.log.LogFormat;
import io.keelson.node.log.LogLevel;
import io.keelson.node.log.Logger;
import io.keelson.node.log.RotationConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the log from the flags. */
final class Logging {
  private Logging() {}

  static Log open(io.keelson.node.config.LogConfig config) throws IOException {
    return Log.open(
        new LogConfig(
            level(config.level()),
            switch (config.format()) {
              case JSON -> LogFormat.JSON;
              case CONSOLE -> LogFormat.CONSOLE;
            },
            config.outputs(),
            rotation(config)),
        new LogEnvironment(
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            InstantSource.system(),
            ZoneId.systemDefault(),
            work -> Thread.ofVirtual().start(work)));
  }

  private static @Nullable RotationConfig rotation(io.keelson.node.config.LogConfig config) {
    if (!config.rotates()) {
      return null;
    }
    var rotation = config.rotation();
    return new RotationConfig(
        rotation.maxSizeMegabytes(),
        rotation.maxAgeDays(),
        rotation.maxBackups(),
        rotation.localTime(),
        rotation.compress());
  }

  private static LogLevel level(io.keelson.node.config.LogLevel level) {
    return LogLevel.parse(level.name().toLowerCase(Locale.ROOT));
  }

  /** Logs what reading the configuration found. */
  static void log(Logger logger, Notice notice) {
    Field[] fields = notice.fields().entrySet().stream().map(Logging::field).toArray(Field[]::new);
    logger.log(level(notice.level()), notice.message(), fields);
  }

  private static Field field(Map.Entry<String, Object> entry) {
    return switch (entry.getValue()) {
      case Long number -> Field.of(entry.getKey(), number);
      case Boolean flag -> Field.of(entry.getKey(), flag);
      case List<?> list -> Field.of(entry.getKey(), list.stream().map(String::valueOf).toList());
      default -> Field.of(entry.getKey(), entry.getValue().toString());
    };
  }
}
