package io.keelson.node.log;

import java.time.Instant;
import java.util.List;

/** Everything that goes into one line. */
record LogLine(LogLevel level, Instant time, Origin origin, String message, List<Field> fields) {
  /**
   * Where a line comes from.
   *
   * @param logger name of the part of the program that logs; empty if it has none
   * @param caller where the call stands, as in {@code wal/WalAgent.java:120}
   * @param stack the calls that led there; empty below error
   */
  record Origin(String logger, String caller, String stack) {}
}
