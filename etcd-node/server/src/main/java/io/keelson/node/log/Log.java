package io.keelson.node.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of logging: opened once from the flags, hands out loggers, closed at the end. */
public final class Log implements Closeable {
  private final List<LineSink> sinks;
  private final LogCore core;

  private Log(LogConfig config, LogEnvironment environment, List<LineSink> sinks) {
    this.sinks = sinks;
    Timestamp timestamp = new Timestamp(environment.zone());
    LineEncoder encoder =
        switch (config.format()) {
          case JSON -> new JsonEncoder(timestamp);
          case CONSOLE -> new ConsoleEncoder(timestamp);
        };
    @Nullable LineSampler sampler = config.isJournal() ? null : new LineSampler();
    core = new LogCore(config.level(), encoder, sampler, sinks, environment.clock());
  }

  /**
   * Opens all outputs.
   *
   * @throws IOException if a file cannot be opened
   */
  public static Log open(LogConfig config, LogEnvironment environment) throws IOException {
    return new Log(config, environment, LogOutputs.open(config, environment));
  }

  /** The logger without a name. */
  public Logger logger() {
    return new Logger(core, "", List.of());
  }

  /** How many lines could not be written. */
  public long droppedLines() {
    return core.droppedLines();
  }

  @Override
  public void close() throws IOException {
    for (LineSink sink : sinks) {
      sink.close();
    }
  }
}
