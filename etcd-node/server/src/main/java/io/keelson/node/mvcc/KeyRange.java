package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request names: one key, or all from {@code from} up to {@code to}.
 *
 * @param from first key, inclusive
 * @param to end, exclusive; null for no end
 * @param isSingle whether only {@code from} itself is meant
 */
public record KeyRange(Bytes from, @Nullable Bytes to, boolean isSingle) {
  /** Reads key and range end as upstream does. */
  public static KeyRange of(Bytes key, Bytes rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return new KeyRange(key, key.successor(), true);
    }
    if (rangeEnd.length() == 1 && rangeEnd.at(0) == 0) {
      return new KeyRange(key, null, false);
    }
    return new KeyRange(key, rangeEnd, false);
  }

  /** Whether no key can be meant. */
  public boolean isEmpty() {
    return to != null && from.compareTo(to) >= 0;
  }

  /** Whether a key is meant. */
  public boolean contains(Bytes key) {
    return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
  }

  byte @Nullable [] toArray() {
    return to == null ? null : to.toSharedArray();
  }
}
