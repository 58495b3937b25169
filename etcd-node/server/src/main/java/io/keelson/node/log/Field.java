package io.keelson.node.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

/** A key and a value beside a line's message. */
public sealed interface Field {
  String key();

  record Text(String key, String value) implements Field {}

  record Whole(String key, long value) implements Field {}

  /** A whole number whose sign bit counts as a digit. */
  record Unsigned(String key, long value) implements Field {}

  record Fraction(String key, double value) implements Field {}

  record Truth(String key, boolean value) implements Field {}

  record Texts(String key, List<String> values) implements Field {
    public Texts {
      values = List.copyOf(values);
    }
  }

  record Group(String key, List<Field> fields) implements Field {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  static Field of(String key, String value) {
    return new Text(key, value);
  }

  static Field of(String key, long value) {
    return new Whole(key, value);
  }

  static Field of(String key, double value) {
    return new Fraction(key, value);
  }

  static Field of(String key, boolean value) {
    return new Truth(key, value);
  }

  /** Written as text in Go's form, as in {@code 100ms}. */
  static Field of(String key, Duration value) {
    return new Text(key, GoDuration.format(value));
  }

  static Field of(String key, List<String> values) {
    return new Texts(key, values);
  }

  /** A duration in nanoseconds, written as text in Go's form. */
  static Field nanos(String key, long nanos) {
    return new Text(key, GoDuration.format(nanos));
  }

  static Field unsigned(String key, long value) {
    return new Unsigned(key, value);
  }

  /** An id of a member, cluster or lease, written as text in hexadecimal digits. */
  static Field hex(String key, long id) {
    return new Text(key, Long.toHexString(id));
  }

  /** An object with fields of its own. */
  static Field nested(String key, Field... fields) {
    return new Group(key, List.of(fields));
  }

  static Field error(String text) {
    return new Text("error", text);
  }

  /** The message of an exception, or its class if it has none. */
  static Field error(Throwable error) {
    String message = error.getMessage();
    return error(message == null ? error.getClass().getName() : message);
  }

  /** An exception with its stack and causes, for those that nobody expects. */
  static Field errorVerbose(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return new Text("errorVerbose", text.toString().stripTrailing());
  }
}
