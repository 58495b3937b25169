package io.keelson.node.log;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes lines of one part of the program. Immutable and safe for use by many threads; no call
 * throws, and none ends the program, not even panic and fatal.
 */
public final class Logger {
  private final LogCore core;
  private final String name;
  private final List<Field> context;

  Logger(LogCore core, String name, List<Field> context) {
    this.core = core;
    this.name = name;
    this.context = context;
  }

  /** A logger that writes nothing. */
  public static Logger silent() {
    LogCore nowhere =
        new LogCore(
            LogLevel.FATAL,
            new JsonEncoder(new Timestamp(ZoneOffset.UTC)),
            null,
            List.of(),
            InstantSource.fixed(Instant.EPOCH));
    return new Logger(nowhere, "", List.of());
  }

  /** A logger whose lines carry the name; names of names are joined by a dot. */
  public Logger named(String part) {
    return new Logger(core, name.isEmpty() ? part : name + "." + part, context);
  }

  /** A logger whose lines carry the fields before their own. */
  public Logger with(Field... fields) {
    List<Field> all = new ArrayList<>(context);
    all.addAll(List.of(fields));
    return new Logger(core, name, List.copyOf(all));
  }

  /** Whether lines of the level are written; to be asked before costly fields are made. */
  public boolean isEnabled(LogLevel level) {
    return core.isEnabled(level);
  }

  public void debug(String message, Field... fields) {
    log(LogLevel.DEBUG, message, fields);
  }

  public void info(String message, Field... fields) {
    log(LogLevel.INFO, message, fields);
  }

  public void warn(String message, Field... fields) {
    log(LogLevel.WARN, message, fields);
  }

  public void error(String message, Field... fields) {
    log(LogLevel.ERROR, message, fields);
  }

  public void dpanic(String message, Field... fields) {
    log(LogLevel.DPANIC, message, fields);
  }

  public void panic(String message, Field... fields) {
    log(LogLevel.PANIC, message, fields);
  }

  public void fatal(String message, Field... fields) {
    log(LogLevel.FATAL, message, fields);
  }

  public void log(LogLevel level, String message, Field... fields) {
    if (core.isEnabled(level)) {
      core.log(level, name, message, context, fields);
    }
  }
}
