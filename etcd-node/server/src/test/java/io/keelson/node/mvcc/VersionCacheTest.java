package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionCacheTest {
  private static final int LARGE = 8 << 20;

  /** Whatever the table knows of a key is what was last said of it, through growth and deletion. */
  @Test
  void neverTellsAnOldVersion() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      VersionCache cache = new VersionCache(seed % 2 == 0 ? LARGE : 0);
      Map<Bytes, KeyVersion> last = new HashMap<>();
      for (int step = 0; step < 60_000; step++) {
        Bytes key = key(random, 20_000);
        @Nullable KeyVersion known = cache.get(key);
        if (known != null) {
          assertThat(known).as("seed %d step %d", seed, step).isEqualTo(last.get(key));
        }
        if (random.nextInt(5) == 0) {
          cache.put(key, null);
          last.remove(key);
        } else {
          KeyVersion next = version(random);
          cache.put(key, next);
          last.put(key, next);
        }
      }
    }
  }

  @Test
  void growsUntilItsKeysFit() {
    VersionCache cache = new VersionCache(LARGE);
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 20_000; i++) {
        cache.put(numbered(i), version(random));
      }
    }
    assertThat(known(cache)).isGreaterThan(18_000L);
  }

  @Test
  void staysWithinItsBound() {
    VersionCache cache = new VersionCache(0);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      cache.put(numbered(i % 20_000), version(random));
    }
    assertThat(known(cache)).isBetween(1L, 4096L);
  }

  @Test
  void forgets() {
    VersionCache cache = new VersionCache(0);
    cache.put(numbered(1), version(new SplittableRandom(3)));
    cache.clear();
    assertThat(cache.get(numbered(1))).isNull();
  }

  @Test
  void keepsKeysOfTheGreatestLengthAndNoLongerOnes() {
    VersionCache cache = new VersionCache(0);
    KeyVersion version = version(new SplittableRandom(4));
    Bytes longest = Bytes.wrap(new byte[VersionCache.KEY_BYTES_MAX]);
    Bytes longer = Bytes.wrap(new byte[VersionCache.KEY_BYTES_MAX + 1]);
    cache.put(longest, version);
    cache.put(longer, version);
    assertThat(cache.get(longest)).isEqualTo(version);
    assertThat(cache.get(longer)).isNull();
  }

  private static long known(VersionCache cache) {
    long known = 0;
    for (int i = 0; i < 20_000; i++) {
      if (cache.get(numbered(i)) != null) {
        known++;
      }
    }
    return known;
  }

  private static Bytes key(SplittableRandom random, int count) {
    int number = random.nextInt(count);
    // One in ten is longer than what is kept, or a part of a larger array.
    return switch (number % 10) {
      case 0 -> Bytes.utf8("k".repeat(VersionCache.KEY_BYTES_MAX) + number);
      case 1 -> Bytes.utf8("before" + number + "after").slice(6, Integer.toString(number).length());
      default -> numbered(number);
    };
  }

  private static Bytes numbered(int number) {
    return Bytes.utf8("/registry/pods/default/" + number);
  }

  private static KeyVersion version(SplittableRandom random) {
    return new KeyVersion(
        random.nextLong(Long.MAX_VALUE),
        new Revision(random.nextLong(Long.MAX_VALUE), random.nextInt(Integer.MAX_VALUE)),
        random.nextLong(Long.MAX_VALUE),
        random.nextLong());
  }
}
