package io.keelson.node.mvcc;

import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Hash: CRC-32C over every row of every table, in their order. It says whether a member's store is
 * what it was; members cannot be compared by it, as with upstream, whose buckets are others. Any
 * thread, minutes for large stores.
 */
public final class StoreHasher {
  private StoreHasher() {}

  /** Hashes all but the applied index, which moves without any change of data. */
  public static long hash(StoreView view) {
    CRC32C crc = new CRC32C();
    for (Table table : Table.values()) {
      crc.update(table.name().getBytes(StandardCharsets.US_ASCII));
      try (Cursor rows = view.view().cursor(table, new byte[0], null, true)) {
        while (rows.next()) {
          byte[] key = rows.key();
          if (table == Table.META && Arrays.equals(key, MvccStore.APPLIED)) {
            continue;
          }
          crc.update(key);
          crc.update(rows.value());
        }
      }
    }
    return crc.getValue();
  }
}
