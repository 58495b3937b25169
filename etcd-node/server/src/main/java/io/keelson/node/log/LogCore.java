package io.keelson.node.log;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines and hands them to the sinks, for all loggers of one {@link Log}. Safe for use by many
 * threads; encoding happens outside of any lock.
 */
final class LogCore {
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final String CORE_CLASS = LogCore.class.getName();
  private static final String LOGGER_CLASS = Logger.class.getName();
  private static final int STACK_FRAMES_MAX = 64;
  private static final int LINE_CHARS_EXPECTED = 256;

  private final LogLevel lowest;
  private final LineEncoder encoder;
  private final @Nullable LineSampler sampler;
  private final List<LineSink> sinks;
  private final InstantSource clock;
  private final LongAdder dropped = new LongAdder();

  LogCore(
      LogLevel lowest,
      LineEncoder encoder,
      @Nullable LineSampler sampler,
      List<LineSink> sinks,
      InstantSource clock) {
    this.lowest = lowest;
    this.encoder = encoder;
    this.sampler = sampler;
    this.sinks = List.copyOf(sinks);
    this.clock = clock;
  }

  boolean isEnabled(LogLevel level) {
    return level.isAtLeast(lowest) && !sinks.isEmpty();
  }

  long droppedLines() {
    return dropped.sum();
  }

  void log(LogLevel level, String logger, String message, List<Field> context, Field... fields) {
    try {
      Instant now = clock.instant();
      if (isAdmitted(level, message, now)) {
        String stack = level.isAtLeast(LogLevel.ERROR) ? stack() : "";
        List<Field> all = joined(context, fields);
        LogLine.Origin origin = new LogLine.Origin(logger, caller(), stack);
        write(new LogLine(level, now, origin, message, all));
      }
    } catch (RuntimeException unexpected) {
      dropped.increment();
    }
  }

  private boolean isAdmitted(LogLevel level, String message, Instant now) {
    LineSampler current = sampler;
    if (current == null) {
      return true;
    }
    synchronized (current) {
      return current.admits(level, message, now.toEpochMilli());
    }
  }

  private static List<Field> joined(List<Field> context, Field... fields) {
    if (context.isEmpty()) {
      return List.of(fields);
    }
    List<Field> all = new ArrayList<>(context);
    all.addAll(List.of(fields));
    return all;
  }

  private void write(LogLine line) {
    StringBuilder text = new StringBuilder(LINE_CHARS_EXPECTED);
    encoder.encode(line, text);
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (LineSink sink : sinks) {
      try {
        sink.write(bytes);
      } catch (IOException unwritable) {
        dropped.increment();
      }
    }
  }

  private static String caller() {
    Optional<StackFrame> frame = STACK.walk(frames -> outside(frames).findFirst());
    return frame.map(LogCore::place).orElse("");
  }

  /** As Go prints stacks: a line with the function, a line with its place. */
  private static String stack() {
    return STACK.walk(
        frames ->
            outside(frames)
                .limit(STACK_FRAMES_MAX)
                .map(
                    frame ->
                        frame.getClassName() + "." + frame.getMethodName() + "\n\t" + place(frame))
                .collect(Collectors.joining("\n")));
  }

  private static Stream<StackFrame> outside(Stream<StackFrame> frames) {
    return frames.dropWhile(
        frame ->
            frame.getClassName().equals(CORE_CLASS) || frame.getClassName().equals(LOGGER_CLASS));
  }

  /** The last part of the package, the file and the line, as in {@code wal/WalAgent.java:120}. */
  private static String place(StackFrame frame) {
    String type = frame.getClassName();
    int packageEnd = type.lastIndexOf('.');
    String file = frame.getFileName();
    String name = file == null ? type.substring(packageEnd + 1) : file;
    String place = name + ":" + Math.max(frame.getLineNumber(), 0);
    if (packageEnd < 0) {
      return place;
    }
    return type.substring(type.lastIndexOf('.', packageEnd - 1) + 1, packageEnd) + "/" + place;
  }
}
