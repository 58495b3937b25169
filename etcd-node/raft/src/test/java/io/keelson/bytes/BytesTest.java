package io.keelson.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Slices behave as the arrays that they stand for. */
final class BytesTest {
  private static byte[] random(SplittableRandom random, int lengthMax) {
    byte[] array = new byte[random.nextInt(lengthMax + 1)];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) (random.nextBoolean() ? random.nextInt(3) : -random.nextInt(3));
    }
    return array;
  }

  @Test
  void comparesAsUnsignedBytes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5000; i++) {
      byte[] left = random(random, 4);
      byte[] right = random(random, 4);
      Bytes a = Bytes.wrap(left);
      Bytes b = Bytes.wrap(right);
      assertThat(Integer.signum(a.compareTo(b)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, right)));
      assertThat(a.equals(b)).isEqualTo(Arrays.equals(left, right));
      assertThat(a.hashCode() == b.hashCode() || !a.equals(b)).isTrue();
      assertThat(a.compareTo(a.successor())).isNegative();
      boolean isBetween = a.compareTo(b) < 0 && b.compareTo(a.successor()) < 0;
      assertThat(isBetween).isFalse();
    }
  }

  @Test
  void slicesEqualCopies() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 5000; i++) {
      byte[] array = random(random, 20);
      int from = random.nextInt(array.length + 1);
      int to = from + random.nextInt(array.length - from + 1);
      byte[] part = Arrays.copyOfRange(array, from, to);
      Bytes slice = Bytes.wrap(array, from, to - from);
      assertThat(slice).isEqualTo(Bytes.wrap(part)).hasSameHashCodeAs(Bytes.wrap(part));
      assertThat(slice.toArray()).isEqualTo(part);
      assertThat(slice.toSharedArray()).isEqualTo(part);
      assertThat(slice.compact()).isEqualTo(slice);
      assertThat(slice.compact().array()).hasSize(part.length);
      assertThat(Bytes.copyOf(slice.buffer())).isEqualTo(slice);
      assertThat(slice.isEmpty()).isEqualTo(part.length == 0);
      assertThat(Bytes.wrap(array).startsWith(Bytes.wrap(array, 0, to))).isTrue();
      int half = slice.length() / 2;
      assertThat(slice.slice(half, slice.length() - half).toArray())
          .isEqualTo(Arrays.copyOfRange(part, half, part.length));
      for (int k = 0; k < part.length; k++) {
        assertThat(slice.at(k)).isEqualTo(part[k] & 0xff);
      }
    }
  }

  @Test
  void keepsWithinItsBounds() {
    Bytes slice = Bytes.of(1, 2, 3, 4).slice(1, 2);
    assertThatThrownBy(() -> slice.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.wrap(new byte[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(slice.startsWith(Bytes.of(2, 3, 4))).isFalse();
  }

  @Test
  void leavesBuffersAsTheyWere() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}).position(1);
    assertThat(Bytes.copyOf(buffer)).isEqualTo(Bytes.of(2, 3));
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void printsForPeople() {
    assertThat(Bytes.utf8("a b\n")).hasToString("a b\\x0a");
    assertThat(Bytes.wrap(new byte[65]).toString()).endsWith("… (65 bytes)");
  }
}
