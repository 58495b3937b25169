package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltBucket;
import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What upstream's {@code snapshot status} says of a file.
 *
 * @param hash CRC-32C of all names of buckets, keys and values
 * @param revision main revision of the last change
 * @param totalKey live user keys
 * @param totalSize bytes of the pages in use
 * @param version version of the schema, empty if the file has none
 */
public record SnapshotStatus(
    long hash, long revision, int totalKey, long totalSize, String version) {
  /**
   * Reads the whole file; holds the live keys in memory.
   *
   * @throws RestoreException if something in it is damaged
   */
  public static SnapshotStatus of(BoltFile file) throws IOException {
    EtcdDatabase database = new EtcdDatabase(file);
    if (file.bucket(EtcdDatabase.name(EtcdDatabase.META)) == null) {
      throw new RestoreException("the file has no bucket \"meta\": it is not etcd's database");
    }
    CRC32C crc = new CRC32C();
    Set<Bytes> live = new HashSet<>();
    long revision = 0;
    for (byte[] name : file.bucketNames()) {
      crc.update(name);
      BoltBucket bucket = file.bucket(name);
      if (bucket == null) {
        throw new RestoreException("nil bucket: " + Bytes.wrap(name));
      }
      boolean isKeys = Arrays.equals(name, EtcdDatabase.name(EtcdDatabase.KEY));
      BoltCursor rows = bucket.cursor();
      while (rows.next()) {
        update(crc, rows.keyBytes());
        update(crc, rows.valueBytes());
        if (isKeys) {
          RevisionKey at = RevisionKey.decode(rows.keyBytes());
          revision = at.main();
          Bytes key = StoredKey.of(rows.valueBytes());
          if (at.isTombstone()) {
            live.remove(key);
          } else {
            live.add(key.compact());
          }
        }
      }
    }
    String version = database.storageVersion();
    return new SnapshotStatus(
        crc.getValue(), revision, live.size(), file.sizeBytes(), version == null ? "" : version);
  }

  private static void update(CRC32C crc, Bytes bytes) {
    crc.update(bytes.array(), bytes.offset(), bytes.length());
  }
}
