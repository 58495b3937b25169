package io.keelson.node.tool;

import com.google.gson.JsonPrimitive;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/** Prints a result in the form that {@code --write-out} names. */
enum WriteOut {
  SIMPLE {
    @Override
    void print(List<Column> columns, PrintStream out) {
      out.println(columns.stream().map(Column::shown).collect(Collectors.joining(", ")));
    }
  },
  TABLE {
    @Override
    void print(List<Column> columns, PrintStream out) {
      out.println(line(columns, "┌", "┬", "┐"));
      out.println(row(columns, true));
      out.println(line(columns, "├", "┼", "┤"));
      out.println(row(columns, false));
      out.println(line(columns, "└", "┴", "┘"));
    }
  },
  JSON {
    @Override
    void print(List<Column> columns, PrintStream out) {
      out.println(
          columns.stream()
              .map(column -> "\"" + column.json() + "\":" + json(column.value()))
              .collect(Collectors.joining(",", "{", "}")));
    }
  },
  FIELDS {
    @Override
    void print(List<Column> columns, PrintStream out) {
      columns.forEach(column -> out.println("\"" + column.field() + "\" : " + column.value()));
    }
  };

  /**
   * A part of a result.
   *
   * @param heading in tables
   * @param json name in JSON
   * @param field name among fields
   * @param value a {@link Long} or a text
   * @param shown what tables and simple lines show for it
   */
  record Column(String heading, String json, String field, Object value, String shown) {
    int width() {
      return Math.max(heading.length(), shown.length()) + 2;
    }
  }

  abstract void print(List<Column> columns, PrintStream out);

  static WriteOut of(ParseResult arguments) throws ToolException {
    String name = Flags.text(arguments, "--write-out");
    if (name.equals("protobuf")) {
      throw new ToolException(
          ToolException.EXIT_BAD_FEATURE, "protobuf not supported as output format");
    }
    for (WriteOut format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return format;
      }
    }
    throw new ToolException(ToolException.EXIT_BAD_FEATURE, "unsupported output format");
  }

  private static String json(Object value) {
    return value instanceof Long
        ? value.toString()
        : new JsonPrimitive(value.toString()).toString();
  }

  private static String line(List<Column> columns, String left, String between, String right) {
    return columns.stream()
        .map(column -> "─".repeat(column.width()))
        .collect(Collectors.joining(between, left, right));
  }

  private static String row(List<Column> columns, boolean isHeading) {
    return columns.stream()
        .map(
            column ->
                isHeading
                    ? centred(column.heading().toUpperCase(Locale.ROOT), column.width())
                    : " ".repeat(column.width() - 1 - column.shown().length())
                        + column.shown()
                        + " ")
        .collect(Collectors.joining("│", "│", "│"));
  }

  private static String centred(String text, int width) {
    int left = (width - text.length()) / 2;
    return " ".repeat(left) + text + " ".repeat(width - text.length() - left);
  }
}
