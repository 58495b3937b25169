package io.keelson.node.log;

/** One JSON object a line: level, ts, logger if named, caller, msg, the fields, stacktrace. */
final class JsonEncoder implements LineEncoder {
  private final Timestamp timestamp;

  JsonEncoder(Timestamp timestamp) {
    this.timestamp = timestamp;
  }

  @Override
  public void encode(LogLine line, StringBuilder text) {
    JsonText json = new JsonText(text, false);
    text.append('{');
    json.field("level", line.level().text());
    json.comma();
    json.field("ts", timestamp.format(line.time()));
    if (!line.origin().logger().isEmpty()) {
      json.comma();
      json.field("logger", line.origin().logger());
    }
    if (!line.origin().caller().isEmpty()) {
      json.comma();
      json.field("caller", line.origin().caller());
    }
    json.comma();
    json.field("msg", line.message());
    if (!line.fields().isEmpty()) {
      json.comma();
      json.fields(line.fields());
    }
    if (!line.origin().stack().isEmpty()) {
      json.comma();
      json.field("stacktrace", line.origin().stack());
    }
    text.append("}\n");
  }
}
