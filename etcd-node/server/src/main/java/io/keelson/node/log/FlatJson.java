package io.keelson.node.log;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object whose values are strings, numbers, truth values or null; members that are
 * null are left out.
 */
final class FlatJson {
  private static final int UNICODE_DIGITS = 4;
  private static final int HEX_RADIX = 16;

  private final String text;
  private int position;

  private FlatJson(String text) {
    this.text = text;
  }

  /** The members in their order, as String, BigDecimal or Boolean. */
  static Map<String, Object> parse(String text) {
    FlatJson reader = new FlatJson(text);
    Map<String, Object> members = reader.object();
    reader.skipBlanks();
    if (reader.position < text.length()) {
      throw reader.unexpected();
    }
    return members;
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    if (accept('}')) {
      return members;
    }
    do {
      skipBlanks();
      String key = string();
      expect(':');
      Object value = value();
      if (value != null) {
        members.put(key, value);
      }
    } while (accept(','));
    expect('}');
    return members;
  }

  private @Nullable Object value() {
    skipBlanks();
    if (position < text.length() && text.charAt(position) == '"') {
      return string();
    }
    int start = position;
    while (position < text.length() && isPartOfWord(text.charAt(position))) {
      position++;
    }
    String word = text.substring(start, position);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> number(word, start);
    };
  }

  private Object number(String word, int start) {
    try {
      return new BigDecimal(word);
    } catch (NumberFormatException notNumber) {
      position = start;
      throw unexpected();
    }
  }

  private static boolean isPartOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.';
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    throw unexpected();
  }

  private char escaped() {
    if (position == text.length()) {
      throw unexpected();
    }
    char c = text.charAt(position++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        position--;
        throw unexpected();
      }
    };
  }

  private char unicode() {
    int end = position + UNICODE_DIGITS;
    if (end > text.length()) {
      position = text.length();
      throw unexpected();
    }
    try {
      char c = (char) Integer.parseInt(text, position, end, HEX_RADIX);
      position = end;
      return c;
    } catch (NumberFormatException notHex) {
      throw unexpected();
    }
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw unexpected();
    }
  }

  private boolean accept(char c) {
    skipBlanks();
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        position >= text.length()
            ? "unexpected end of JSON input"
            : "invalid character '" + text.charAt(position) + "' at offset " + position);
  }
}
