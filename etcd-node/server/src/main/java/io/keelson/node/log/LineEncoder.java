package io.keelson.node.log;

/** Turns a line into text, with the line feed at its end. */
sealed interface LineEncoder permits JsonEncoder, ConsoleEncoder {
  void encode(LogLine line, StringBuilder text);
}
