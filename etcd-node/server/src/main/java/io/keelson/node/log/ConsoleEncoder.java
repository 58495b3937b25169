package io.keelson.node.log;

/** Columns with tabs between them, the fields as JSON, and the stack on lines of its own. */
final class ConsoleEncoder implements LineEncoder {
  private final Timestamp timestamp;

  ConsoleEncoder(Timestamp timestamp) {
    this.timestamp = timestamp;
  }

  @Override
  public void encode(LogLine line, StringBuilder text) {
    text.append(timestamp.format(line.time())).append('\t').append(line.level().text());
    if (!line.origin().logger().isEmpty()) {
      text.append('\t').append(line.origin().logger());
    }
    if (!line.origin().caller().isEmpty()) {
      text.append('\t').append(line.origin().caller());
    }
    text.append('\t').append(line.message());
    if (!line.fields().isEmpty()) {
      text.append("\t{");
      new JsonText(text, true).fields(line.fields());
      text.append('}');
    }
    if (!line.origin().stack().isEmpty()) {
      text.append('\n').append(line.origin().stack());
    }
    text.append('\n');
  }
}
