package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The versions of keys that changed lately, so that the next change of the same key need not read
 * the store. A key may stand in any of the eight places of its set; the next one that needs a full
 * set's place displaces one of them, in turn. The table starts small and doubles, up to a bound,
 * when it has displaced as many keys as it has places.
 *
 * <p>Keys and numbers lie in one array of bytes: hundreds of thousands of objects that live long
 * and change often would be most of what the garbage collector looks at. The hashes of a set lie
 * side by side in another, so that a look-up touches two cache lines. Keys of more than {@value
 * #KEY_BYTES_MAX} bytes are not kept.
 *
 * <p>The apply thread only, which is also the only writer of the store, so an entry is never stale;
 * when the store is replaced all are forgotten.
 */
final class VersionCache {
  /** The longest key that is kept. */
  static final int KEY_BYTES_MAX = 120;

  private static final int WAYS = 8;
  private static final int PLACES_MIN = 1 << 12;
  private static final int NONE = 0;

  // A place: the numbers, the key's length, the key.
  private static final int CREATE = 0;
  private static final int MAIN = 8;
  private static final int SUB = 16;
  private static final int VERSION = 20;
  private static final int LEASE = 28;
  private static final int LENGTH = 36;
  private static final int KEY = 40;
  private static final int PLACE_BYTES = KEY + KEY_BYTES_MAX;

  private final int placesMax;
  private int[] hashes = new int[PLACES_MIN];
  private byte[] places = new byte[PLACES_MIN * PLACE_BYTES];
  private int displaced;
  private int turn;

  /** A table of at most so many bytes, but of 4096 places in any case. */
  VersionCache(int bytesMax) {
    this.placesMax = bytesMax / (PLACE_BYTES + Integer.BYTES);
  }

  /** Version of a key, or null if it is not known here. */
  @Nullable KeyVersion get(Bytes key) {
    int place = find(key, hash(key));
    if (place < 0) {
      return null;
    }
    int at = place * PLACE_BYTES;
    return new KeyVersion(
        BigEndian.getLong(places, at + CREATE),
        new Revision(BigEndian.getLong(places, at + MAIN), BigEndian.getInt(places, at + SUB)),
        BigEndian.getLong(places, at + VERSION),
        BigEndian.getLong(places, at + LEASE));
  }

  /** Remembers a key's newest version; null when it was deleted. */
  void put(Bytes key, @Nullable KeyVersion version) {
    int hash = hash(key);
    int place = find(key, hash);
    if (version == null) {
      if (place >= 0) {
        hashes[place] = NONE;
      }
      return;
    }
    if (place < 0) {
      if (key.length() > KEY_BYTES_MAX) {
        return;
      }
      place = claim(hash);
      hashes[place] = hash;
      BigEndian.putInt(places, place * PLACE_BYTES + LENGTH, key.length());
      key.copyTo(places, place * PLACE_BYTES + KEY);
    }
    int at = place * PLACE_BYTES;
    BigEndian.putLong(places, at + CREATE, version.createRevision());
    BigEndian.putLong(places, at + MAIN, version.revision().main());
    BigEndian.putInt(places, at + SUB, version.revision().sub());
    BigEndian.putLong(places, at + VERSION, version.version());
    BigEndian.putLong(places, at + LEASE, version.lease());
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(hashes, NONE);
  }

  /** Where a key stands, or −1. */
  private int find(Bytes key, int hash) {
    int set = set(hash);
    for (int place = set; place < set + WAYS; place++) {
      if (hashes[place] == hash && isAt(place, key)) {
        return place;
      }
    }
    return -1;
  }

  private boolean isAt(int place, Bytes key) {
    int at = place * PLACE_BYTES;
    int length = key.length();
    return BigEndian.getInt(places, at + LENGTH) == length
        && Arrays.equals(
            places, at + KEY, at + KEY + length, key.array(), key.offset(), key.offset() + length);
  }

  /** A place for a new key: an empty one of its set, or that of another key. */
  private int claim(int hash) {
    int set = set(hash);
    for (int place = set; place < set + WAYS; place++) {
      if (hashes[place] == NONE) {
        return place;
      }
    }
    displaced++;
    if (displaced > hashes.length && hashes.length <= placesMax / 2) {
      grow();
      return claim(hash);
    }
    turn = (turn + 1) % WAYS;
    return set + turn;
  }

  /** Twice as many sets: what stood in one goes to one of two, so there is room for all. */
  private void grow() {
    int[] oldHashes = hashes;
    byte[] oldPlaces = places;
    hashes = new int[2 * oldHashes.length];
    places = new byte[2 * oldPlaces.length];
    displaced = 0;
    for (int old = 0; old < oldHashes.length; old++) {
      if (oldHashes[old] != NONE) {
        int place = claim(oldHashes[old]);
        hashes[place] = oldHashes[old];
        System.arraycopy(oldPlaces, old * PLACE_BYTES, places, place * PLACE_BYTES, PLACE_BYTES);
      }
    }
  }

  /** The first place of the set that keys with this hash stand in. */
  private int set(int hash) {
    return hash & (hashes.length - 1) & -WAYS;
  }

  private static int hash(Bytes key) {
    int hash = key.hashCode() * 0x9e3779b9;
    hash ^= hash >>> 16;
    return hash == NONE ? 1 : hash;
  }
}
