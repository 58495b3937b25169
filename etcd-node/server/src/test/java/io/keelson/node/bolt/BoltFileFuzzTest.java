package io.keelson.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, reading it ends soon, with its rows or with a {@link BoltException}. */
final class BoltFileFuzzTest {
  private static final int PAGE = 1024;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PAGE_BYTES_MAX = 1 << 20;

  @TempDir Path folder;
  private Path path;
  private FileChannel file;
  private byte[] good;
  private int refused;
  private int accepted;

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("db");
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    good = sample();
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  /** Three levels of pages, one page that overflows, an empty bucket. */
  private static byte[] sample() throws IOException {
    Rows key = new Rows("key");
    for (int i = 0; i < 120; i++) {
      byte[] name = new byte[90];
      name[0] = (byte) i;
      key.with(name, new byte[i == 60 ? 3000 : 150]);
    }
    try (BoltWriter writer =
        new BoltWriter(List.of(new Rows("alarm"), key, Rows.metaBucket()), PAGE)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.writeTo(out);
      return out.toByteArray();
    }
  }

  private void put(byte[] content, int length) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(content, 0, length), 0);
  }

  private void patch(int offset, byte[] content, int length) throws IOException {
    file.write(ByteBuffer.wrap(content, offset, length), offset);
  }

  /** Reads everything in every way. */
  private void readAll() throws IOException {
    try (BoltFile read = BoltFile.open(path, PAGE_BYTES_MAX)) {
      for (byte[] name : read.bucketNames()) {
        BoltBucket bucket = Objects.requireNonNull(read.bucket(name));
        BoltCursor rows = bucket.cursor();
        rows.seek(new byte[] {60, 0});
        rows.next();
        BoltCursor all = bucket.cursor();
        while (all.next()) {
          all.key();
          all.value();
          all.isBucket();
        }
      }
      read.check();
      accepted++;
    } catch (BoltException e) {
      assertThat(e.getMessage()).isNotEmpty();
      refused++;
    }
  }

  private void fuzz(org.junit.jupiter.api.function.Executable work) {
    Assertions.assertTimeoutPreemptively(LIMIT, work);
  }

  @Test
  void everyByteOfEveryHeaderFlipped() throws IOException {
    put(good, good.length);
    readAll();
    assertThat(accepted).isEqualTo(1);
    fuzz(
        () -> {
          for (int page = 0; page * PAGE < good.length; page++) {
            for (int i = 0; i < 128; i++) {
              int at = page * PAGE + i;
              for (int mask : new int[] {1, 0x80, 0xFF}) {
                good[at] ^= (byte) mask;
                patch(at, good, 1);
                readAll();
                good[at] ^= (byte) mask;
                patch(at, good, 1);
              }
            }
          }
        });
    assertThat(refused).isGreaterThan(5000);
  }

  @Test
  void cutAtEveryPageAndAround() throws IOException {
    for (int at = 0; at < good.length; at += PAGE) {
      for (int around = -1; around <= 1; around++) {
        put(good, Math.max(0, at + around));
        readAll();
      }
    }
    assertThat(accepted).isZero();
  }

  @Test
  void randomBytesAnywhere() {
    SplittableRandom random = new SplittableRandom(7);
    fuzz(
        () -> {
          put(good, good.length);
          for (int i = 0; i < 6000; i++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
              bad[2 * PAGE + random.nextInt(bad.length - 2 * PAGE)] = (byte) random.nextInt();
            }
            patch(0, bad, bad.length);
            readAll();
          }
        });
    assertThat(refused).isPositive();
    assertThat(accepted).isPositive();
  }

  @Test
  void childrenAndRootsThatLie() {
    SplittableRandom random = new SplittableRandom(8);
    int pages = good.length / PAGE;
    fuzz(
        () -> {
          put(good, good.length);
          for (int i = 0; i < 6000; i++) {
            byte[] bad = good.clone();
            int page = 2 + random.nextInt(pages - 2);
            int at = page * PAGE + 16 * (1 + random.nextInt(10)) + 8;
            LittleEndian.putLong(bad, at, random.nextInt(pages));
            if (random.nextBoolean()) {
              LittleEndian.putInt(bad, page * PAGE + 12, random.nextInt(pages));
            }
            patch(0, bad, bad.length);
            readAll();
          }
        });
    assertThat(refused).isPositive();
  }

  @Test
  void metasThatLie() {
    SplittableRandom random = new SplittableRandom(9);
    fuzz(
        () -> {
          put(good, good.length);
          for (int i = 0; i < 3000; i++) {
            byte[] bad = good.clone();
            int field = 16 + 8 * random.nextInt(7);
            long value =
                switch (random.nextInt(4)) {
                  case 0 -> random.nextLong();
                  case 1 -> random.nextLong(200);
                  case 2 -> Long.MAX_VALUE - random.nextInt(5);
                  default -> 1L << random.nextInt(64);
                };
            LittleEndian.putLong(bad, field, value);
            LittleEndian.putLong(bad, 72, BoltMeta.checksum(bad));
            patch(0, bad, bad.length);
            readAll();
          }
        });
    assertThat(refused).isPositive();
  }

  @Test
  void bytesThatAreNoFileAtAll() {
    SplittableRandom random = new SplittableRandom(10);
    fuzz(
        () -> {
          for (int i = 0; i < 2000; i++) {
            byte[] bad = new byte[random.nextInt(5000)];
            random.nextBytes(bad);
            put(bad, bad.length);
            readAll();
          }
        });
    assertThat(accepted).isZero();
  }

  @Test
  void aPageThatIsItsOwnChild() throws IOException {
    int branch = branchPage();
    LittleEndian.putLong(good, branch * PAGE + 16 + 8, branch);
    put(good, good.length);
    readAll();
    assertThat(refused).isEqualTo(1);
  }

  private int branchPage() {
    int page = 2;
    while (LittleEndian.getShort(good, page * PAGE + 8) != Format.BRANCH) {
      page += 1 + LittleEndian.getInt(good, page * PAGE + 12);
    }
    return page;
  }

  @Test
  void aValueLargerThanAllowed() throws IOException {
    Rows large = new Rows("b").with("k", new byte[PAGE_BYTES_MAX]);
    try (BoltWriter writer = new BoltWriter(List.of(large), PAGE)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.writeTo(out);
      put(out.toByteArray(), out.size());
    }
    readAll();
    assertThat(refused).isEqualTo(1);
  }
}
