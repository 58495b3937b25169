package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * The keys from {@code key} to before {@code end}: one key if that is empty, all from it on if it
 * is a zero byte.
 */
record KeyRange(ByteString key, ByteString end) {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  static KeyRange one(String key) {
    return new KeyRange(ByteString.copyFromUtf8(key), ByteString.EMPTY);
  }

  static KeyRange between(String key, String end) {
    return new KeyRange(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(end));
  }

  static KeyRange from(String key) {
    return new KeyRange(key.isEmpty() ? ZERO : ByteString.copyFromUtf8(key), ZERO);
  }

  static KeyRange prefix(String prefix) {
    if (prefix.isEmpty()) {
      return from("");
    }
    ByteString key = ByteString.copyFromUtf8(prefix);
    byte[] end = key.toByteArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return new KeyRange(key, ByteString.copyFrom(Arrays.copyOf(end, i + 1)));
      }
    }
    return new KeyRange(key, ZERO);
  }
}
