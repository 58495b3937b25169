package io.keelson.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.WireReader.WireException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the input, the reader answers with values or one kind of exception. */
final class WireReaderTest {
  private static final int ROUNDS = 200_000;

  private static void read(WireReader in, SplittableRandom random) throws WireException {
    while (in.nextField()) {
      assertThat(in.field()).isPositive();
      switch (random.nextInt(6)) {
        case 0 -> in.number();
        case 1 -> in.bool();
        case 2 -> in.bytes();
        case 3 -> in.text();
        default -> in.skip();
      }
    }
  }

  @Test
  void randomBytesGiveValuesOrWireException() {
    SplittableRandom random = new SplittableRandom(1);
    int complete = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] input = new byte[random.nextInt(24)];
      random.nextBytes(input);
      for (int k = 0; k < input.length; k++) {
        // Small numbers make tags and lengths that fit.
        input[k] = random.nextInt(3) == 0 ? input[k] : (byte) random.nextInt(40);
      }
      int from = random.nextInt(input.length + 1);
      try {
        read(new WireReader(Bytes.wrap(input, from, input.length - from)), random);
        complete++;
      } catch (WireException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
    assertThat(complete).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }

  @Test
  void readsWhatTheWriterWrote() throws WireException {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 5000; i++) {
      long seed = random.nextLong();
      SplittableRandom written = new SplittableRandom(seed);
      WireWriter out = new WireWriter(1 + written.nextInt(10));
      int fields = written.nextInt(6);
      for (int k = 0; k < fields; k++) {
        int field = 1 + (written.nextInt(0x1fffffff) >>> written.nextInt(29));
        if (written.nextBoolean()) {
          out.requiredVarintField(field, written.nextLong() >> written.nextInt(64));
        } else {
          byte[] value = new byte[written.nextInt(200)];
          written.nextBytes(value);
          out.requiredBytesField(field, Bytes.wrap(value));
        }
      }
      check(out.toBytes(), new SplittableRandom(seed));
    }
  }

  private static void check(Bytes message, SplittableRandom written) throws WireException {
    WireReader in = new WireReader(message);
    written.nextInt(10);
    int fields = written.nextInt(6);
    for (int k = 0; k < fields; k++) {
      assertThat(in.nextField()).isTrue();
      assertThat(in.field()).isEqualTo(1 + (written.nextInt(0x1fffffff) >>> written.nextInt(29)));
      if (written.nextBoolean()) {
        assertThat(in.tag() & 7).isEqualTo(WireReader.NUM);
        assertThat(in.number()).isEqualTo(written.nextLong() >> written.nextInt(64));
      } else {
        byte[] value = new byte[written.nextInt(200)];
        written.nextBytes(value);
        assertThat(in.tag() & 7).isEqualTo(WireReader.LEN);
        assertThat(in.bytes()).isEqualTo(Bytes.wrap(value));
      }
    }
    assertThat(in.nextField()).isFalse();
  }

  @Test
  void varintsHaveTheirSize() {
    for (int shift = 0; shift < 64; shift++) {
      long value = 1L << shift;
      WireWriter out = new WireWriter(1);
      out.varint(value);
      assertThat(out.size()).isEqualTo(WireWriter.varintSize(value)).isEqualTo(shift / 7 + 1);
    }
  }

  @Test
  void zerosAreOmitted() {
    WireWriter out = new WireWriter(8);
    out.varintField(1, 0);
    out.boolField(2, false);
    out.bytesField(3, Bytes.EMPTY);
    assertThat(out.toBytes()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void claimsOfLengthAllocateNothing() throws WireException {
    WireReader in =
        new WireReader(Bytes.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f));
    assertThat(in.nextField()).isTrue();
    assertThatThrownBy(in::bytes).isInstanceOf(WireException.class);
  }

  @Test
  void deepGroupsAreRefused() {
    byte[] groups = new byte[10_000];
    java.util.Arrays.fill(groups, (byte) 0x0b);
    WireReader in = new WireReader(Bytes.wrap(groups));
    assertThatThrownBy(
            () -> {
              while (in.nextField()) {
                in.skip();
              }
            })
        .isInstanceOf(WireException.class);
  }

  @Test
  void fieldZeroIsRefused() {
    assertThatThrownBy(() -> new WireReader(Bytes.of(0x00, 0x01)).nextField())
        .isInstanceOf(WireException.class);
  }
}
