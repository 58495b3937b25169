package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The keys and values of one run, and the forms of range ends. */
final class KeySpace {
  static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
  private static final int LONG_KEY = 300;

  private final Draw draw;
  private final List<ByteString> keys;
  private final List<ByteString> values;

  KeySpace(Draw draw, int count) {
    this.draw = draw;
    this.keys = count <= Options.SMALL ? tricky().subList(0, count) : numbered(count);
    this.values = values();
  }

  ByteString key() {
    return draw.oneOf(keys);
  }

  /** Now and then a key that nothing is ever written to, or none at all. */
  ByteString oddKey() {
    return switch (draw.below(60)) {
      case 0 -> ByteString.EMPTY;
      case 1 -> text("absent");
      case 2 -> ZERO;
      default -> key();
    };
  }

  ByteString value() {
    return draw.percent(85) ? draw.oneOf(values) : draw.bytes(draw.below(300));
  }

  ByteString rangeEnd(ByteString key) {
    return switch (draw.below(14)) {
      case 0, 1, 2 -> ByteString.EMPTY;
      case 3, 4 -> ZERO;
      case 5, 6, 7 -> prefixEnd(key);
      case 8 -> key;
      case 9 -> key.concat(ZERO);
      case 10 -> prefixEnd(key.isEmpty() ? key : key.substring(0, 1));
      default -> key();
    };
  }

  /** The first key after everything that starts with this one. */
  static ByteString prefixEnd(ByteString prefix) {
    for (int last = prefix.size() - 1; last >= 0; last--) {
      int value = prefix.byteAt(last) & 0xff;
      if (value < 0xff) {
        return prefix.substring(0, last).concat(byteOf(value + 1));
      }
    }
    return ZERO;
  }

  static ByteString text(String text) {
    return ByteString.copyFrom(text, StandardCharsets.UTF_8);
  }

  private static ByteString byteOf(int value) {
    return ByteString.copyFrom(new byte[] {(byte) value});
  }

  private static List<ByteString> numbered(int count) {
    List<ByteString> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(text("/registry/%02d/%06d".formatted(i % 7, i)));
    }
    return keys;
  }

  private static List<ByteString> tricky() {
    List<ByteString> keys = new ArrayList<>();
    for (String text :
        List.of(
            "a", "a/", "a/b", "a/b/", "a/b/c", "a/b/d", "a/c", "a0", "aa", "ab", "b", "b/1", "b/2",
            "b/3", "b/10", "b/11", "c", "ca", "cab", "cabb", "k", "key", "key1", "key2", "ключ")) {
      keys.add(text(text));
    }
    keys.add(ZERO);
    keys.add(ZERO.concat(ZERO));
    keys.add(byteOf(1));
    keys.add(byteOf(0x7f));
    keys.add(byteOf(0x80));
    keys.add(byteOf(0xff));
    keys.add(byteOf(0xff).concat(byteOf(0xff)));
    keys.add(byteOf(0xff).concat(ZERO));
    keys.add(text("a").concat(ZERO));
    keys.add(text("a").concat(byteOf(0xff)));
    keys.add(text("a").concat(byteOf(0xff)).concat(byteOf(0xff)));
    keys.add(text("a").concat(ZERO).concat(ZERO));
    keys.add(text(" "));
    keys.add(text("x".repeat(LONG_KEY)));
    keys.add(text("x".repeat(LONG_KEY - 1)));
    return keys;
  }

  private static List<ByteString> values() {
    List<ByteString> values = new ArrayList<>();
    values.add(ByteString.EMPTY);
    values.add(ZERO);
    values.add(byteOf(0xff));
    for (int i = 0; i < 8; i++) {
      values.add(text("v" + i));
    }
    values.add(text("v1").concat(ZERO));
    return values;
  }
}
