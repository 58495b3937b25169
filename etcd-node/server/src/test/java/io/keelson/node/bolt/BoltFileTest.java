package io.keelson.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files as upstream writes them, and says what is wrong with others. */
final class BoltFileTest {
  @TempDir Path folder;

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("db"), content);
  }

  private Path damaged(Consumer<byte[]> damage) throws IOException {
    byte[] content = Vectors.tiny();
    damage.accept(content);
    return write(content);
  }

  @Test
  void readsTheTinyFile() throws IOException {
    try (BoltFile file = BoltFile.open(write(Vectors.tiny()))) {
      file.check();
      assertThat(file.sizeBytes()).isEqualTo(20_480);
      assertThat(file.bucketNames()).containsExactly(name("key"), name("meta"));
      BoltCursor rows = Objects.requireNonNull(file.bucket(name("key"))).cursor();
      assertThat(rows.next()).isTrue();
      assertThat(rows.isBucket()).isFalse();
      assertThat(rows.key())
          .isEqualTo(HexFormat.of().parseHex("00000000000000025f0000000000000000"));
      assertThat(rows.value())
          .isEqualTo(HexFormat.of().parseHex("0a03666f6f1002180220012a03626172"));
      assertThat(rows.next()).isFalse();
      assertThat(rows.next()).isFalse();
      assertThat(file.bucket(name("lease"))).isNull();
    }
  }

  @Test
  void seeksWithinABucket() throws IOException {
    try (BoltFile file = BoltFile.open(write(Vectors.tiny()))) {
      BoltBucket meta = Objects.requireNonNull(file.bucket(name("meta")));
      BoltCursor rows = meta.cursor();
      assertThat(rows.seek(name("d"))).isTrue();
      assertThat(rows.key()).isEqualTo(name("term"));
      assertThat(rows.seek(name("a"))).isTrue();
      assertThat(rows.key()).isEqualTo(name("consistent_index"));
      assertThat(rows.seek(name("terms"))).isFalse();
      assertThat(meta.sequence()).isZero();
    }
  }

  @Test
  void takesTheOtherMetaPageIfOneIsDamaged() throws IOException {
    for (int at : new int[] {0x20, 0x1020}) {
      try (BoltFile file = BoltFile.open(damaged(content -> content[at] ^= 1))) {
        assertThat(file.bucketNames()).hasSize(2);
      }
    }
    Path none =
        damaged(
            content -> {
              content[0x20] ^= 1;
              content[0x1020] ^= 1;
            });
    assertThatThrownBy(() -> BoltFile.open(none))
        .isInstanceOf(BoltException.class)
        .hasMessageContaining("no valid meta page");
  }

  @Test
  void refusesWhatIsNoDatabase() throws IOException {
    for (int size : new int[] {0, 1, 79, 80, 1024, 1103, 1104, 8192, 8193, 20_479}) {
      Path cut = write(Arrays.copyOf(Vectors.tiny(), size));
      assertThatThrownBy(() -> BoltFile.open(cut)).isInstanceOf(BoltException.class);
    }
  }

  @Test
  void saysWhereTheDamageIs() throws IOException {
    assertDamaged(content -> content[0x2000] = 3, "page 2 at offset 8192: it has the number 3");
    assertDamaged(content -> content[0x2008] = 4, "flags 0x4 of no tree page");
    assertDamaged(content -> content[0x200b] = 1, "257 elements do not fit");
    assertDamaged(content -> content[0x200c] = 3, "3 further pages are more than the file has");
    assertDamaged(content -> content[0x2014] = 15, "element 0 reaches outside");
    assertDamaged(content -> content[0x2017] = (byte) 0x80, "element 0 reaches outside");
    assertDamaged(content -> content[0x2018] = 0, "key 0 has 0 bytes");
    assertDamaged(content -> content[0x201f] = (byte) 0xff, "element 0 reaches outside");
    assertDamaged(content -> content[0x2010] = 1, "a bucket within bucket");
    assertDamaged(content -> content[0x3030] = 'z', "key 1 is not after the one before");
    assertDamaged(content -> content[0x4033] = 9, "page 9 is referred to but is not in the file");
    assertDamaged(content -> content[0x4033] = 4, "it belongs to two places");
    assertDamaged(content -> content[0x4033] = 3, "it belongs to two places");
    assertDamaged(content -> content[0x4033] = 0, "a bucket without a page is 16 bytes long");
    assertDamaged(content -> content[0x4010] = 0, "beside the buckets is none");
  }

  private void assertDamaged(Consumer<byte[]> damage, String finding) throws IOException {
    try (BoltFile file = BoltFile.open(damaged(damage))) {
      assertThatThrownBy(file::check)
          .isInstanceOf(BoltException.class)
          .hasMessageContaining(finding);
    }
  }
}
