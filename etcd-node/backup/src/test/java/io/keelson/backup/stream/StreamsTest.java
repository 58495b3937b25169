package io.keelson.backup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.backup.Snapshots;
import io.keelson.backup.request.Request.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class StreamsTest {
  @Test
  void trailerAcceptsWholeSnapshotsOnly() {
    byte[] snapshot = Snapshots.of(50, 300);
    Random random = new Random(1);
    assertThat(trailer(snapshot, snapshot.length, random).problem()).isEmpty();
    for (int cut : new int[] {0, 1, 31, 32, 33, 512, snapshot.length - 512, snapshot.length - 1}) {
      assertThat(trailer(snapshot, cut, random).problem()).isPresent();
    }
    for (int run = 0; run < 200; run++) {
      byte[] damaged = snapshot.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(trailer(damaged, damaged.length, random).problem()).isPresent();
    }
  }

  private static Trailer trailer(byte[] bytes, int length, Random random) {
    Trailer trailer = new Trailer();
    int at = 0;
    while (at < length) {
      int count = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 40 : 9000));
      trailer.update(bytes, at, count);
      at += count;
    }
    return trailer;
  }

  @Test
  void compressionsGiveBackWhatTheyGot() throws IOException {
    byte[] snapshot = Snapshots.of(3000, 300);
    for (Compression.Type type : Compression.Type.values()) {
      ByteArrayOutputStream stored = new ByteArrayOutputStream();
      try (OutputStream out = Compressions.into(stored, new Compression(type, 3))) {
        out.write(snapshot);
      }
      assertThat(
              Compressions.from(new ByteArrayInputStream(stored.toByteArray()), type)
                  .readAllBytes())
          .isEqualTo(snapshot);
    }
  }

  @Test
  void throttleKeepsToItsRate() {
    AtomicLong now = new AtomicLong();
    Throttle throttle = new Throttle(1_000_000, now::get);
    long waited = 0;
    for (int i = 0; i < 1000; i++) {
      long delay = throttle.delayAfter(10_000);
      now.addAndGet(delay);
      waited += delay;
    }
    assertThat(TimeUnit.NANOSECONDS.toMillis(waited)).isBetween(9_900L, 10_100L);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(throttle.delayAfter(3_000_000)).isGreaterThanOrEqualTo(1_900_000_000L);
    assertThat(new Throttle(0, now::get).delayAfter(Integer.MAX_VALUE)).isZero();
  }

  @Test
  @Timeout(30)
  void pipePassesAllBytesInOrder() throws IOException {
    byte[] bytes = new byte[9_000_001];
    new Random(2).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Pipe pipe = new Pipe(out, "test")) {
      for (int at = 0; at < bytes.length; at += 77_777) {
        pipe.write(bytes, at, Math.min(77_777, bytes.length - at));
      }
      pipe.finish();
    }
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  @Timeout(30)
  void pipeTellsTheWriterWhatFailedBehind() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("no room");
          }
        };
    assertThatThrownBy(
            () -> {
              try (Pipe pipe = new Pipe(broken, "test")) {
                byte[] chunk = new byte[1 << 20];
                for (int i = 0; i < 100; i++) {
                  pipe.write(chunk, 0, chunk.length);
                }
                pipe.finish();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("no room");
  }
}
