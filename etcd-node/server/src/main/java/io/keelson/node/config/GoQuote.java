package io.keelson.node.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Quotes text in messages as Go's {@code %q} does. */
public final class GoQuote {
  private GoQuote() {}

  /** A text in quotes. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(out, c));
    return out.append('"').toString();
  }

  /** A JSON string as Go's encoder writes it: markup characters are escaped too. */
  public static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** {@code ["a" "b"]}. */
  public static String quote(List<String> texts) {
    return texts.stream().map(GoQuote::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  /** Bytes that are a text for the most part; those that are not UTF-8 become {@code \\x..}. */
  public static String quote(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 2).append('"');
    int at = 0;
    while (at < bytes.length) {
      int length = charLength(bytes, at);
      if (length == 0) {
        out.append("\\x%02x".formatted(bytes[at] & 0xff));
        at++;
      } else {
        append(out, new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0));
        at += length;
      }
    }
    return out.append('"').toString();
  }

  /** How many bytes the character at a place has, 0 if they are not UTF-8. */
  private static int charLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + length > bytes.length || first > 0xf4) {
      return 0;
    }
    String one = new String(bytes, at, length, StandardCharsets.UTF_8);
    boolean isBroken = one.indexOf('\ufffd') >= 0 && !(length == 3 && first == 0xef);
    return isBroken ? 0 : length;
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          out.append("\\x%02x".formatted(c));
        } else if (c != ' ' && (Character.isISOControl(c) || Character.isWhitespace(c))) {
          out.append("\\u%04x".formatted(c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
