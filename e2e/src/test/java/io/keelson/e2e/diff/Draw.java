package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random choices of one run, all from one generator. */
final class Draw {
  private final RandomGenerator random;

  Draw(RandomGenerator random) {
    this.random = random;
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  boolean percent(int share) {
    return random.nextInt(100) < share;
  }

  /** From 0 to bound − 1. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Both ends included. */
  long between(long low, long high) {
    return low >= high ? low : random.nextLong(low, high + 1);
  }

  <T> T oneOf(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  long oneOf(long... items) {
    return items[random.nextInt(items.length)];
  }

  ByteString bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
