package io.keelson.node.engine;

import org.jspecify.annotations.Nullable;

/** Keys of tables that share a column family start with the table's byte. */
final class RocksKeys {
  private RocksKeys() {}

  static byte[] encode(Table table, byte[] key) {
    if (table.prefix() < 0) {
      return key;
    }
    byte[] encoded = new byte[key.length + 1];
    encoded[0] = (byte) table.prefix();
    System.arraycopy(key, 0, encoded, 1, key.length);
    return encoded;
  }

  /** End of a range in the family, null for the family's end. */
  static byte @Nullable [] encodeEnd(Table table, byte @Nullable [] end) {
    if (end != null) {
      return encode(table, end);
    }
    return table.prefix() < 0 ? null : new byte[] {(byte) (table.prefix() + 1)};
  }

  static int prefixLength(Table table) {
    return table.prefix() < 0 ? 0 : 1;
  }
}
