package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The versions of keys that changed lately, so that the next change of the same key need not read
 * the store. A direct-mapped table: a key has one place, a later key with the same place displaces
 * it. The apply thread only, which is also the only writer of the store, so an entry is never
 * stale; when the store is replaced all are forgotten.
 */
final class VersionCache {
  private static final int KEY_BYTES_MAX = 256;

  private final @Nullable Bytes[] keys;
  private final @Nullable KeyVersion[] versions;
  private final int mask;

  /** A table with so many places, a power of two. */
  VersionCache(int places) {
    keys = new Bytes[places];
    versions = new KeyVersion[places];
    mask = places - 1;
  }

  /** Version of a key, or null if it is not known here. */
  @Nullable KeyVersion get(Bytes key) {
    int place = place(key);
    @Nullable Bytes known = keys[place];
    return known != null && known.equals(key) ? versions[place] : null;
  }

  /** Remembers a key's newest version; null when it was deleted. */
  void put(Bytes key, @Nullable KeyVersion version) {
    int place = place(key);
    if (version == null || key.length() > KEY_BYTES_MAX) {
      @Nullable Bytes known = keys[place];
      if (known != null && known.equals(key)) {
        keys[place] = null;
        versions[place] = null;
      }
      return;
    }
    keys[place] = key.compact();
    versions[place] = version;
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(keys, null);
    Arrays.fill(versions, null);
  }

  private int place(Bytes key) {
    int hash = key.hashCode() * 0x9e3779b9;
    return (hash ^ hash >>> 16) & mask;
  }
}
