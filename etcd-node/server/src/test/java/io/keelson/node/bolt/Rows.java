package io.keelson.node.bolt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket in memory, and readers of files into such buckets. */
final class Rows implements BucketSource {
  private final String name;
  final TreeMap<byte[], byte[]> content;

  Rows(String name) {
    this(name, Arrays::compareUnsigned);
  }

  /** Rows in an order of one's own. */
  Rows(String name, Comparator<byte[]> order) {
    this.name = name;
    this.content = new TreeMap<>(order);
  }

  Rows with(byte[] key, byte[] value) {
    content.put(key, value);
    return this;
  }

  Rows with(String key, byte[] value) {
    return with(key.getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public byte[] name() {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public RowCursor rows() {
    var entries = content.entrySet().iterator();
    return new RowCursor() {
      private Map.Entry<byte[], byte[]> row = Map.entry(new byte[0], new byte[0]);

      @Override
      public boolean next() {
        if (!entries.hasNext()) {
          return false;
        }
        row = entries.next();
        return true;
      }

      @Override
      public byte[] key() {
        return row.getKey();
      }

      @Override
      public byte[] value() {
        return row.getValue();
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  /** The file of Vectors, as buckets. */
  static List<BucketSource> tiny() {
    return List.of(new Rows("key").with(revision(2), keyValue("foo", 2, "bar")), Rows.metaBucket());
  }

  static Rows metaBucket() {
    return new Rows("meta")
        .with("consistent_index", new byte[] {0, 0, 0, 0, 0, 0, 0, 4})
        .with("term", new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
  }

  static byte[] revision(int main) {
    byte[] key = new byte[17];
    key[7] = (byte) main;
    key[8] = '_';
    return key;
  }

  /** A key created at a revision. */
  static byte[] keyValue(String key, int revision, String value) {
    int length = value.length();
    byte[] size =
        length < 128
            ? new byte[] {(byte) length}
            : new byte[] {(byte) (length | 128), (byte) (length >> 7)};
    String text =
        "\n" + (char) key.length() + key + "\u0010" + (char) revision + "\u0018" + (char) revision;
    return concat(
        text.getBytes(StandardCharsets.UTF_8),
        new byte[] {0x20, 1, 0x2a},
        size,
        value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
