package io.keelson.backup.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.keelson.backup.Snapshots;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.manifest.ManifestCodec;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Backup;
import io.keelson.backup.request.Request.Compression;
import io.keelson.backup.request.Request.Encryption;
import io.keelson.backup.stream.Ciphers;
import io.keelson.backup.stream.Compressions;
import io.keelson.backup.stream.CountedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a stored object is found when it is verified. */
final class DamageTest {
  @TempDir Path root;
  private Fixture fixture;

  @BeforeEach
  void setUp() throws IOException {
    fixture = new Fixture(root, Path.of("/nonexistent"));
  }

  static Stream<Arguments> ways() {
    return Stream.of(Compression.Type.values())
        .flatMap(c -> Stream.of(Encryption.values()).map(e -> Arguments.of(c, e)));
  }

  /** Stores a backup of that name; its data's path. */
  private Path store(String name, int rows, Compression.Type compression, Encryption encryption)
      throws IOException {
    byte[] snapshot = Snapshots.of(rows, 120);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CountedOutput stored = new CountedOutput(bytes);
    try (OutputStream out =
        Compressions.into(
            Ciphers.toEncrypt(encryption, fixture.at("etc/keelson/encryption")).encrypt(stored),
            new Compression(compression, 3))) {
      out.write(snapshot);
    }
    String data = name + ".db" + compression.suffix() + encryption.suffix();
    Manifest manifest =
        new Manifest(
            new Backup("ns", name, "uid-" + name, "c", "1"),
            new Manifest.Data(
                data, stored.count(), stored.sha256(), snapshot.length, compression, encryption),
            new JsonObject(),
            new JsonObject());
    Files.write(
        fixture.at("backup").resolve(name + ".manifest.json"), ManifestCodec.encode(manifest));
    return Files.write(fixture.at("backup").resolve(data), bytes.toByteArray());
  }

  private void verify(String name) throws IOException, InterruptedException {
    var _ =
        fixture.run(
            new VerifyCommand(),
            """
            {"backup":{"uid":"uid-%1$s"},"key":"%1$s","target":{"pvc":{"claimName":"v"}}}"""
                .formatted(name));
  }

  private void assertFails(String name, Reason... reasons) {
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> verify(name))
        .satisfies(e -> assertThat(e.reason()).isIn((Object[]) reasons));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void findsAFlippedByteEverywhere(Compression.Type compression, Encryption encryption)
      throws IOException {
    Path data = store("b", 300, compression, encryption);
    assertThatCode(() -> verify("b")).doesNotThrowAnyException();
    byte[] bytes = Files.readAllBytes(data);
    int step = Math.max(1, bytes.length / 60);
    for (int at = 0; at < bytes.length; at += at < 100 || at > bytes.length - 50 ? 1 : step) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      Files.write(data, damaged);
      assertFails("b", Reason.DAMAGED);
    }
    for (int length = 0; length < bytes.length; length += 1 + length / 3) {
      Files.write(data, Arrays.copyOf(bytes, length));
      assertFails("b", Reason.DAMAGED);
    }
    Files.write(data, Arrays.copyOf(bytes, bytes.length + 1));
    assertFails("b", Reason.DAMAGED);
    Files.delete(data);
    assertFails("b", Reason.DATA_MISSING);
    Files.delete(fixture.at("backup").resolve("b.manifest.json"));
    assertFails("b", Reason.BACKUP_MISSING);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void tellsAnotherKeyFromDamage(Compression.Type compression, Encryption encryption)
      throws IOException {
    if (encryption == Encryption.NONE) {
      return;
    }
    var _ = store("b", 300, compression, encryption);
    fixture.newKeys();
    assertFails("b", Reason.KEY_MISMATCH);
  }

  @Test
  void findsExchangedObjects() throws IOException {
    Path a = store("a", 300, Compression.Type.ZSTD, Encryption.AES256GCM);
    Path b = store("b", 301, Compression.Type.ZSTD, Encryption.AES256GCM);
    swap(a, b);
    assertFails("a", Reason.DAMAGED);
    assertFails("b", Reason.DAMAGED);
    // Their manifests too: whole, but not what their names say.
    swap(
        fixture.at("backup").resolve("a.manifest.json"),
        fixture.at("backup").resolve("b.manifest.json"));
    assertFails("a", Reason.DAMAGED);
    assertFails("b", Reason.DAMAGED);
  }

  private static void swap(Path a, Path b) throws IOException {
    byte[] bytes = Files.readAllBytes(a);
    Files.write(a, Files.readAllBytes(b));
    Files.write(b, bytes);
  }

  @Test
  void findsAManifestOfAnOlderObject() throws IOException {
    var _ = store("b", 300, Compression.Type.NONE, Encryption.NONE);
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(
            () ->
                fixture.run(
                    new VerifyCommand(),
                    """
                    {"key":"b","target":{"pvc":{"claimName":"v"}},"verify":{"sha256":"%s"}}"""
                        .formatted("0".repeat(64))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
  }

  @Test
  void aDamagedBackupIsNeverADataDirectory() throws IOException {
    Path data = store("b", 300, Compression.Type.ZSTD, Encryption.NONE);
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(
            () ->
                fixture.run(
                    new RestoreCommand(),
                    """
                    {"key":"b","target":{"pvc":{"claimName":"v"}},"restore":{"id":"r","name":"m",
                     "initialCluster":"m=http://127.0.0.1:1","token":"t"}}"""))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    try (Stream<Path> left = Files.list(fixture.at("var/lib/etcd"))) {
      assertThat(left).isEmpty();
    }
    try (Stream<Path> left = Files.list(fixture.at("scratch"))) {
      assertThat(left).isEmpty();
    }
  }
}
