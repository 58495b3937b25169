package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * HashKV of a database file, as its member would answer it.
 *
 * @param hash CRC-32C
 * @param hashRevision revision that was hashed
 * @param compactRevision revision before which history is given up, −1 if none is
 */
public record FileHash(long hash, long hashRevision, long compactRevision) {
  /**
   * Reads the bucket of keys twice, the first time only if history was ever compacted; then holds
   * the keys in memory.
   *
   * @param atRevision revision to hash, 0 for the last
   * @throws RestoreException with upstream's text if there is no such revision
   */
  public static FileHash of(BoltFile file, long atRevision) throws IOException {
    EtcdDatabase database = new EtcdDatabase(file);
    long compacted = database.compactRevision();
    long current = Math.max(Math.max(1, database.lastRevision()), compacted);
    long revision = atRevision == 0 ? current : atRevision;
    if (revision > current) {
      throw new RestoreException("mvcc: required revision is a future revision");
    }
    if (revision < compacted) {
      throw new RestoreException("mvcc: required revision has been compacted");
    }
    Map<Bytes, RevisionKey> newest =
        compacted < 0 ? Map.of() : newest(database.rows(EtcdDatabase.KEY), revision);
    CRC32C crc = new CRC32C();
    crc.update(EtcdDatabase.KEY.getBytes(StandardCharsets.US_ASCII));
    BoltCursor rows = database.rows(EtcdDatabase.KEY);
    while (rows != null && rows.next()) {
      RevisionKey at = RevisionKey.decode(rows.keyBytes());
      boolean isSuperseded =
          at.main() <= compacted
              && !newest.isEmpty()
              && !at.equals(newest.get(StoredKey.of(rows.valueBytes())));
      boolean isOldTombstone = at.isTombstone() && at.main() == compacted;
      if (at.main() <= revision && !isSuperseded && !isOldTombstone) {
        update(crc, rows.keyBytes());
        update(crc, rows.valueBytes());
      }
    }
    return new FileHash(crc.getValue(), revision, compacted);
  }

  /** Newest change of each key up to a revision, without those that are tombstones. */
  private static Map<Bytes, RevisionKey> newest(@Nullable BoltCursor rows, long revision)
      throws IOException {
    Map<Bytes, RevisionKey> newest = new HashMap<>();
    while (rows != null && rows.next()) {
      RevisionKey at = RevisionKey.decode(rows.keyBytes());
      if (at.main() <= revision) {
        Bytes key = StoredKey.of(rows.valueBytes());
        if (at.isTombstone()) {
          newest.remove(key);
        } else {
          newest.put(key.compact(), at);
        }
      }
    }
    return newest;
  }

  private static void update(CRC32C crc, Bytes bytes) {
    crc.update(bytes.array(), bytes.offset(), bytes.length());
  }
}
