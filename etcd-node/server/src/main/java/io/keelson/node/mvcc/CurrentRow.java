package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code CURRENT}: varint sub-revision, varint lease, then the encoded {@code
 * mvccpb.KeyValue}, which is copied into answers as it is. Sub-revision and lease stand in front so
 * that a put can learn all it needs of the key from the row's first bytes.
 */
final class CurrentRow {
  /** Bytes from the start of a row, its key not counted, that hold all but the value. */
  static final int HEAD_BYTES = 80;

  private CurrentRow() {}

  static Bytes encode(Bytes key, KeyVersion version, Bytes value) {
    WireWriter out = new WireWriter(key.length() + value.length() + HEAD_BYTES);
    out.varint(version.revision().sub());
    out.varint(version.lease());
    KeyValueView.encode(out, key, version, value);
    return out.toBytes();
  }

  /** Where the key-value starts in a row. */
  static int keyValueOffset(byte[] row, int offset) {
    return skipVarint(row, skipVarint(row, offset));
  }

  static Bytes keyValue(Bytes row) {
    int start = keyValueOffset(row.array(), row.offset()) - row.offset();
    return row.slice(start, row.length() - start);
  }

  /** Reads the version from a row or its head; the value may be cut off. */
  static KeyVersion version(byte[] row, int offset, int length) {
    Reader in = new Reader(row, offset, offset + length);
    int sub = (int) in.varint();
    long lease = in.varint();
    long create = 0;
    long mod = 0;
    long version = 0;
    while (in.position < in.end) {
      int tag = (int) in.varint();
      switch (tag) {
        case 0x0a -> in.skip((int) in.varint());
        case 0x10 -> create = in.varint();
        case 0x18 -> mod = in.varint();
        case 0x20 -> version = in.varint();
        default -> in.position = in.end;
      }
    }
    if (mod == 0 || version == 0) {
      throw new EngineException("a row of the store is damaged");
    }
    return new KeyVersion(create, new Revision(mod, sub), version, lease);
  }

  /** Version of a live key, from the head of its row; null if there is none. */
  static @Nullable KeyVersion version(View view, Bytes key) {
    byte[] head = new byte[key.length() + HEAD_BYTES];
    int length = view.get(Table.CURRENT, key.toSharedArray(), head, 0, head.length);
    return length < 0 ? null : version(head, 0, Math.min(length, head.length));
  }

  private static int skipVarint(byte[] row, int offset) {
    int at = offset;
    while (row[at] < 0) {
      at++;
    }
    return at + 1;
  }

  private static final class Reader {
    private final byte[] array;
    private final int end;
    private int position;

    Reader(byte[] array, int position, int end) {
      this.array = array;
      this.position = position;
      this.end = end;
    }

    void skip(int count) {
      position += count;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64 && position < end; shift += 7) {
        byte next = array[position++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new EngineException("a row of the store is damaged");
    }
  }
}
