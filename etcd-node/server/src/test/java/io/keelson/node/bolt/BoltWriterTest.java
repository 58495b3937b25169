package io.keelson.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what upstream's tools accepted, and is read back as it was. */
final class BoltWriterTest {
  @TempDir Path folder;

  private static byte[] write(List<BucketSource> buckets, int pageSize) throws IOException {
    try (BoltWriter writer = new BoltWriter(buckets, pageSize)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.writeTo(out);
      assertThat(out.size()).isEqualTo(writer.sizeBytes());
      return out.toByteArray();
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void writesTheTinyFile() throws Exception {
    byte[] file = write(Rows.tiny(), 4096);
    assertThat(file).isEqualTo(Vectors.tiny());
    assertThat(sha256(file))
        .isEqualTo("e5e2e58be2de2fe32e2439121e617bda17972baa1263c48d0488707c3e678519");
  }

  @Test
  void writesABranchPage() throws Exception {
    Rows key = new Rows("key");
    for (int i = 2; i < 10; i++) {
      key.with(Rows.revision(i), Rows.keyValue("k0" + i, i, "v".repeat(256)));
    }
    byte[] file = write(List.of(key, Rows.metaBucket()), 1024);
    assertThat(file).hasSize(8192);
    assertThat(sha256(file))
        .isEqualTo("25d301135025afe65e4acaf9a51f578269c20b637d02b73198cf64842a10729a");
  }

  @Test
  void readsBackEmptyBucketsAndLargeValues() throws Exception {
    Rows large = new Rows("large");
    for (int size : new int[] {0, 1, 4047, 4048, 4049, 8144, 100_000, 3 << 20}) {
      byte[] value = new byte[size];
      new SplittableRandom(size).nextBytes(value);
      large.with("v" + (char) ('a' + large.content.size()), value);
    }
    verify(List.of(new Rows("empty"), large, new Rows("void")), 4096);
  }

  @Test
  void writesAnEmptyFile() throws Exception {
    verify(List.of(), 4096);
  }

  @Test
  void randomTreesAreReadBack() throws Exception {
    for (int seed = 0; seed < 600; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Rows> buckets = new ArrayList<>();
      int keyMax = random.nextInt(3) == 0 ? 3000 : 1 + random.nextInt(900);
      int valueMax = 1 + random.nextInt(random.nextBoolean() ? 40 : 5000);
      for (int bucket = random.nextInt(4); bucket >= 0; bucket--) {
        Rows rows = new Rows("b" + (char) ('z' - bucket));
        for (int i = random.nextInt(1 << random.nextInt(11)); i > 0; i--) {
          byte[] key = new byte[1 + random.nextInt(keyMax)];
          byte[] value = new byte[random.nextInt(valueMax)];
          random.nextBytes(key);
          random.nextBytes(value);
          rows.with(key, value);
        }
        buckets.add(rows);
      }
      verify(buckets, random.nextBoolean() ? 1024 : 4096);
    }
  }

  private void verify(List<Rows> buckets, int pageSize) throws IOException {
    byte[] content = write(new ArrayList<>(buckets), pageSize);
    assertBranchesHaveTwoChildren(content, pageSize);
    Path path = Files.write(folder.resolve("db"), content);
    try (BoltFile file = BoltFile.open(path)) {
      file.check();
      assertThat(file.sizeBytes()).isEqualTo(content.length);
      assertThat(file.bucketNames()).hasSize(buckets.size());
      for (Rows rows : buckets) {
        BoltBucket bucket = Objects.requireNonNull(file.bucket(rows.name()));
        BoltCursor cursor = bucket.cursor();
        for (var row : rows.content.entrySet()) {
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.key()).isEqualTo(row.getKey());
          assertThat(cursor.value()).isEqualTo(row.getValue());
        }
        assertThat(cursor.next()).isFalse();
        assertSeeks(bucket, rows);
      }
    }
  }

  private static void assertSeeks(BoltBucket bucket, Rows rows) throws IOException {
    BoltCursor cursor = bucket.cursor();
    SplittableRandom random = new SplittableRandom(rows.content.size());
    for (int i = 0; i < 20; i++) {
      byte[] key = new byte[1 + random.nextInt(3)];
      random.nextBytes(key);
      byte[] expected = rows.content.ceilingKey(key);
      assertThat(cursor.seek(key)).isEqualTo(expected != null);
      if (expected != null) {
        assertThat(cursor.key()).isEqualTo(expected);
        byte[] after = rows.content.higherKey(expected);
        assertThat(cursor.next()).isEqualTo(after != null);
        if (after != null) {
          assertThat(cursor.key()).isEqualTo(after);
        }
      }
    }
  }

  /** A server of upstream stops at its first deletion below a branch with one child. */
  private static void assertBranchesHaveTwoChildren(byte[] content, int pageSize) {
    int page = 2;
    while (page * pageSize < content.length) {
      int at = page * pageSize;
      assertThat(LittleEndian.getLong(content, at)).isEqualTo(page);
      if (LittleEndian.getShort(content, at + 8) == Format.BRANCH) {
        assertThat(LittleEndian.getShort(content, at + 10)).isGreaterThanOrEqualTo(2);
      }
      page += 1 + LittleEndian.getInt(content, at + 12);
    }
  }

  @Test
  void refusesKeysOutOfOrder() {
    Rows swapped = new Rows("b", (a, b) -> Arrays.compareUnsigned(b, a));
    swapped.with("a", new byte[0]).with("b", new byte[0]);
    try (BoltWriter writer = new BoltWriter(List.of(swapped), 4096)) {
      assertThatThrownBy(writer::sizeBytes)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("keys must ascend");
    }
    Rows empty = new Rows("b").with("", new byte[0]);
    try (BoltWriter writer = new BoltWriter(List.of(empty), 4096)) {
      assertThatThrownBy(writer::sizeBytes).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void measuresInSteps() {
    Rows rows = new Rows("b");
    for (int i = 0; i < 100; i++) {
      rows.with(Rows.revision(i), new byte[i]);
    }
    try (BoltWriter writer = new BoltWriter(List.of(rows), 1024)) {
      int steps = 1;
      while (!writer.measure(10)) {
        steps++;
      }
      assertThat(steps).isEqualTo(11);
    }
  }
}
