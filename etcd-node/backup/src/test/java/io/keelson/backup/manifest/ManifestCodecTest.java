package io.keelson.backup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Backup;
import io.keelson.backup.request.Request.Compression;
import io.keelson.backup.request.Request.Encryption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ManifestCodecTest {
  private static Manifest manifest() {
    JsonObject result =
        JsonParser.parseString(
                "{\"revision\":9007199254740993,\"keys\":12,\"storageVersion\":\"3.7.0\","
                    + "\"hashKV\":{\"hash\":4294967295,\"revision\":9,\"compactRevision\":-1}}")
            .getAsJsonObject();
    JsonObject cluster = new JsonObject();
    cluster.addProperty("note", "für <alle> & \"jeden\"");
    return new Manifest(
        new Backup("ns", "b", "uid", "c", "1"),
        new Manifest.Data(
            "b-uid.db.zst", 100, "ab".repeat(32), 4096, Compression.Type.ZSTD, Encryption.AGE),
        result,
        cluster);
  }

  @Test
  void readsWhatItWrote() throws BackupException {
    Manifest read = ManifestCodec.decode(ManifestCodec.encode(manifest()), "m");
    assertThat(read.data()).isEqualTo(manifest().data());
    assertThat(read.backup()).isEqualTo(manifest().backup());
    assertThat(read.cluster()).isEqualTo(manifest().cluster());
    assertThat(read.contents())
        .isEqualTo(
            new Manifest.Contents(
                9007199254740993L, 12, new Manifest.Hash(4294967295L, 9, -1), "3.7.0"));
  }

  @Test
  void findsEveryChangedByteAndEveryCut() {
    byte[] bytes = ManifestCodec.encode(manifest());
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      assertDamaged(damaged);
      assertDamaged(Arrays.copyOf(bytes, at));
    }
  }

  private static void assertDamaged(byte[] bytes) {
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> ManifestCodec.decode(bytes, "m"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
  }
}
