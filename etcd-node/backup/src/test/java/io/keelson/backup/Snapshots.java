package io.keelson.backup;

import io.keelson.node.bolt.BoltWriter;
import io.keelson.node.bolt.BucketSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots made by hand. */
public final class Snapshots {
  private Snapshots() {}

  /**
   * A database with its checksum.
   *
   * @param revisions one row each, with a value of the given size
   */
  public static byte[] of(int revisions, int valueBytes) {
    List<Map.Entry<byte[], byte[]>> keys = new ArrayList<>();
    for (int i = 1; i <= revisions; i++) {
      ByteBuffer key = ByteBuffer.allocate(17).putLong(i + 1).put((byte) '_').putLong(0);
      byte[] value = new byte[valueBytes];
      for (int at = 0; at < value.length; at++) {
        value[at] = (byte) (at * 31 + i);
      }
      keys.add(Map.entry(key.array(), value));
    }
    TreeMap<String, byte[]> meta = new TreeMap<>();
    meta.put("consistent_index", ByteBuffer.allocate(8).putLong(revisions + 7).array());
    meta.put("term", ByteBuffer.allocate(8).putLong(3).array());
    meta.put(
        "scheduledCompactRev",
        ByteBuffer.allocate(17).putLong(5).put((byte) '_').putLong(0).array());
    meta.put("storageVersion", "3.7.0".getBytes(StandardCharsets.UTF_8));
    List<Map.Entry<byte[], byte[]>> marks = new ArrayList<>();
    meta.forEach((k, v) -> marks.add(Map.entry(k.getBytes(StandardCharsets.UTF_8), v)));
    byte[] enabled = "authEnabled".getBytes(StandardCharsets.UTF_8);
    List<BucketSource> buckets =
        List.of(
            new Rows("auth", List.of(Map.entry(enabled, new byte[] {1}))),
            new Rows("key", keys),
            new Rows("lease", List.of()),
            new Rows("meta", marks));
    try (BoltWriter writer = new BoltWriter(buckets, 4096)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.writeTo(out);
      out.write(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()));
      return out.toByteArray();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Rows(String text, List<Map.Entry<byte[], byte[]>> entries)
      implements BucketSource {
    @Override
    public byte[] name() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public RowCursor rows() {
      Iterator<Map.Entry<byte[], byte[]>> all = entries.iterator();
      return new RowCursor() {
        private Map.Entry<byte[], byte[]> at = Map.entry(new byte[0], new byte[0]);

        @Override
        public boolean next() {
          boolean isMore = all.hasNext();
          at = isMore ? all.next() : at;
          return isMore;
        }

        @Override
        public byte[] key() {
          return at.getKey();
        }

        @Override
        public byte[] value() {
          return at.getValue();
        }

        @Override
        public void close() {
          // Holds nothing.
        }
      };
    }
  }
}
