package io.keelson.node.log;

import java.math.BigDecimal;
import java.util.List;

/**
 * Writes JSON as zap does: only what JSON requires is escaped, and nothing is sorted. Spaced text
 * has a blank after each colon and comma.
 */
final class JsonText {
  private static final String HEX = "0123456789abcdef";
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder text;
  private final boolean isSpaced;

  JsonText(StringBuilder text, boolean isSpaced) {
    this.text = text;
    this.isSpaced = isSpaced;
  }

  /** The fields one after the other, without braces. */
  void fields(List<Field> fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        comma();
      }
      field(fields.get(i));
    }
  }

  void comma() {
    text.append(isSpaced ? ", " : ",");
  }

  void field(String key, String value) {
    key(key);
    string(value);
  }

  private void field(Field field) {
    key(field.key());
    switch (field) {
      case Field.Text(_, String value) -> string(value);
      case Field.Whole(_, long value) -> text.append(value);
      case Field.Unsigned(_, long value) -> text.append(Long.toUnsignedString(value));
      case Field.Fraction(_, double value) -> number(value);
      case Field.Truth(_, boolean value) -> text.append(value);
      case Field.Texts(_, List<String> values) -> strings(values);
      case Field.Group(_, List<Field> fields) -> {
        text.append('{');
        fields(fields);
        text.append('}');
      }
    }
  }

  private void key(String key) {
    string(key);
    text.append(isSpaced ? ": " : ":");
  }

  private void strings(List<String> values) {
    text.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        comma();
      }
      string(values.get(i));
    }
    text.append(']');
  }

  private void number(double value) {
    if (Double.isNaN(value)) {
      text.append("\"NaN\"");
    } else if (Double.isInfinite(value)) {
      text.append(value > 0 ? "\"+Inf\"" : "\"-Inf\"");
    } else {
      BigDecimal decimal = new BigDecimal(Double.toString(value));
      text.append(decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        text.append(c).append(value.charAt(i + 1));
        i++;
      } else if (Character.isSurrogate(c)) {
        text.append("\\ufffd");
      } else {
        character(c);
      }
    }
    text.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append(c);
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < FIRST_PRINTABLE) {
          text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
        } else {
          text.append(c);
        }
      }
    }
  }
}
