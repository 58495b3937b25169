package io.keelson.node.restore;

import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import java.io.IOException;

/**
 * What a snapshot holds besides its keys.
 *
 * @param revision current revision of a member that has it
 * @param compactRevision revision before which history is given up, −1 for none
 * @param consistentIndex log index of the last entry whose effects it has
 * @param term of that entry, 0 before 3.5
 * @param leases how many leases
 * @param isAuthEnabled whether users are asked for
 * @param storageVersion of the schema, empty for 3.5
 */
public record SnapshotContents(
    long revision,
    long compactRevision,
    long consistentIndex,
    long term,
    long leases,
    boolean isAuthEnabled,
    String storageVersion) {
  /**
   * Reads the revisions of all keys; memory is bounded whatever the file's size.
   *
   * @throws RestoreException if something in it is damaged
   */
  public static SnapshotContents of(BoltFile file) throws IOException {
    EtcdDatabase database = new EtcdDatabase(file);
    long leases = 0;
    BoltCursor rows = database.rows(EtcdDatabase.LEASE);
    while (rows != null && rows.next()) {
      leases++;
    }
    long compacted = database.compactRevision();
    String version = database.storageVersion();
    return new SnapshotContents(
        Math.max(Math.max(1, database.lastRevision()), compacted),
        compacted,
        database.consistentIndex(),
        database.term(),
        leases,
        database.isAuthEnabled(),
        version == null ? "" : version);
  }
}
