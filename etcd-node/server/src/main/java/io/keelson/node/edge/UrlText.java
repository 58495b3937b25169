package io.keelson.node.edge;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoding, as Go's net/url reads it. */
final class UrlText {
  private UrlText() {}

  /** A path without its escapes; empty when one of them is broken. */
  static Optional<String> unescapePath(String text) {
    return unescape(text, false);
  }

  /** A query component without its escapes, plus signs as blanks. */
  static Optional<String> unescapeQuery(String text) {
    return unescape(text, true);
  }

  private static Optional<String> unescape(String text, boolean isPlusBlank) {
    if (text.indexOf('%') < 0 && !(isPlusBlank && text.indexOf('+') >= 0)) {
      return Optional.of(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '%') {
        if (i + 2 >= bytes.length
            || !HexFormat.isHexDigit(bytes[i + 1])
            || !HexFormat.isHexDigit(bytes[i + 2])) {
          return Optional.empty();
        }
        int high = HexFormat.fromHexDigit(bytes[i + 1]);
        b = (byte) (high << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else if (b == '+' && isPlusBlank) {
        b = ' ';
      }
      out[length++] = b;
    }
    return Optional.of(new String(out, 0, length, StandardCharsets.UTF_8));
  }
}
