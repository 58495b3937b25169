package io.keelson.node.link;

import io.keelson.bytes.Bytes;
import java.io.IOException;

/**
 * A state machine as it travels: upstream's database file as a stream, and the membership in the
 * JSON form that older members read. One thread at a time.
 */
public interface SnapshotBody extends AutoCloseable {
  /** The field {@code data} of raftpb.Snapshot. */
  Bytes membership();

  /** Bytes of the database file; finding out may take long. */
  long sizeBytes();

  /** Reads the next bytes of the file, as many as asked for unless it ends; 0 at its end. */
  int read(byte[] target, int offset, int length) throws IOException;

  @Override
  void close();
}
