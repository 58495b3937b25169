package io.keelson.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.engine.Table;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.StoreView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot has upstream's buckets with upstream's rows, as of one entry. */
final class StoreSnapshotTest {
  private static final long MEMBER = 0x8e9e05c52164694dL;

  @TempDir Path folder;
  private final SampleStore sample = new SampleStore();

  private static String hex(byte @Nullable [] bytes) {
    return HexFormat.of().formatHex(Objects.requireNonNull(bytes));
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private Path write(StoreSnapshot snapshot) throws IOException {
    byte[] content = new byte[(int) snapshot.sizeBytes()];
    assertThat(snapshot.read(content, 0, content.length)).isEqualTo(content.length);
    assertThat(snapshot.read(new byte[1], 0, 1)).isZero();
    return Files.write(folder.resolve("db"), content);
  }

  private BoltFile snapshot() throws IOException {
    try (StoreSnapshot snapshot = new StoreSnapshot(sample.store().view())) {
      BoltFile file = BoltFile.open(write(snapshot));
      file.check();
      return file;
    }
  }

  private static Map<String, byte[]> rows(BoltFile file, String bucket) throws IOException {
    Map<String, byte[]> rows = new LinkedHashMap<>();
    BoltCursor cursor = Objects.requireNonNull(file.bucket(name(bucket))).cursor();
    while (cursor.next()) {
      rows.put(new String(cursor.key(), StandardCharsets.ISO_8859_1), cursor.value());
    }
    return rows;
  }

  @Test
  void hasTheBucketsOfUpstream() throws IOException {
    try (BoltFile file = snapshot()) {
      List<String> names = new ArrayList<>();
      file.bucketNames().forEach(bytes -> names.add(new String(bytes, StandardCharsets.UTF_8)));
      assertThat(names)
          .containsExactly(
              "alarm",
              "auth",
              "authRoles",
              "authUsers",
              "cluster",
              "key",
              "lease",
              "members",
              "members_removed",
              "meta");
      assertThat(rows(file, "meta")).containsOnlyKeys("confState", "consistent_index", "term");
      assertThat(rows(file, "cluster")).isEmpty();
      assertThat(hex(rows(file, "auth").get("authRevision"))).isEqualTo("0000000000000001");
    }
  }

  @Test
  void hasTheRowsOfUpstream() throws IOException {
    sample.member(MEMBER, "n1");
    sample.clusterVersion("3.7.0");
    byte[] lease = {0, 0, 0, 0, 0, 0, 0, 7};
    sample.row(Table.LEASE, lease, new byte[] {8, 7, 16, 60});
    sample.row(Table.ALARM, new byte[] {8, 1, 16, 1}, new byte[0]);
    sample.put("foo", Bytes.utf8("bar"));
    sample.put("foo", Bytes.utf8("bar2"));
    sample.put("a", Bytes.utf8("1"));
    sample.delete("foo");
    sample.compact(3);
    try (BoltFile file = snapshot()) {
      List<String> history = new ArrayList<>();
      rows(file, "key")
          .forEach(
              (key, value) ->
                  history.add(hex(key.getBytes(StandardCharsets.ISO_8859_1)) + " " + hex(value)));
      assertThat(history)
          .containsExactly(
              "00000000000000025f0000000000000000 0a03666f6f1002180220012a03626172",
              "00000000000000035f0000000000000000 0a03666f6f1002180320022a0462617232",
              "00000000000000045f0000000000000000 0a01611004180420012a0131",
              "00000000000000055f000000000000000074 0a03666f6f");
      Map<String, byte[]> meta = rows(file, "meta");
      assertThat(meta.keySet())
          .containsExactly(
              "confState", "consistent_index", "scheduledCompactRev", "storageVersion", "term");
      assertThat(meta.get("confState"))
          .asString()
          .isEqualTo("{\"voters\":[10276657743932975437],\"auto_leave\":false}");
      assertThat(hex(meta.get("consistent_index"))).isEqualTo("0000000000000004");
      assertThat(hex(meta.get("term"))).isEqualTo("0000000000000003");
      assertThat(hex(meta.get("scheduledCompactRev")))
          .isEqualTo("00000000000000035f0000000000000000");
      assertThat(meta.get("storageVersion")).asString().isEqualTo("3.7.0");
      assertThat(rows(file, "cluster").get("clusterVersion")).asString().isEqualTo("3.7.0");
      assertThat(rows(file, "members").get("8e9e05c52164694d"))
          .asString()
          .isEqualTo(
              "{\"id\":10276657743932975437,\"peerURLs\":[\"http://10.0.0.1:2380\"],"
                  + "\"name\":\"n1\",\"clientURLs\":[\"http://10.0.0.1:2379\"]}");
      assertThat(rows(file, "lease")).hasSize(1);
      assertThat(rows(file, "alarm")).containsOnlyKeys("\b\u0001\u0010\u0001");
    }
  }

  @Test
  void storageVersionBeginsWith36() {
    for (String version : List.of("3.5.0", "3.6.0", "3.7.0", "4.0.0")) {
      sample.clusterVersion(version);
      sample.put("k", Bytes.EMPTY);
      try (StoreSnapshot snapshot = new StoreSnapshot(sample.store().view())) {
        String expected = version.equals("3.5.0") ? "" : version;
        assertThat(snapshot.storageVersion()).isEqualTo(expected);
      }
    }
  }

  @Test
  void historyHashesToHashKv() throws IOException {
    for (int i = 0; i < 500; i++) {
      sample.put("k" + i % 70, Bytes.wrap(new byte[(i * 131) % 9000]));
      if (i % 11 == 0) {
        sample.delete("k" + i % 7);
      }
    }
    try (BoltFile file = snapshot()) {
      CRC32C crc = new CRC32C();
      crc.update(name("key"));
      rows(file, "key")
          .forEach(
              (key, value) -> {
                crc.update(key.getBytes(StandardCharsets.ISO_8859_1));
                crc.update(value);
              });
      StoreView view = sample.store().view();
      assertThat(crc.getValue()).isEqualTo(HistoryHasher.hash(view, -1, 0).hash());
      view.release();
    }
  }

  @Test
  void keepsItsViewWhileTheStoreGoesOnAndGivesItBack() throws IOException {
    sample.put("k", Bytes.utf8("old"));
    long before = sample.openViews();
    try (StoreSnapshot snapshot = new StoreSnapshot(sample.store().view())) {
      long size = snapshot.sizeBytes();
      for (int i = 0; i < 200; i++) {
        sample.put("k" + i, Bytes.wrap(new byte[100]));
      }
      try (BoltFile file = BoltFile.open(write(snapshot))) {
        assertThat(file.sizeBytes()).isEqualTo(size);
        assertThat(rows(file, "key")).hasSize(1);
      }
    }
    assertThat(sample.openViews()).isEqualTo(before);
  }
}
