package io.keelson.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Used by one thread at a time.
 *
 * <p>After an {@link IOException} from {@link #write}, {@link #sync} or {@link #truncate} the
 * content of the file is unknown: the only safe step is to stop and read it again after a restart.
 */
public interface DiskFile extends AutoCloseable {
  /**
   * Writes all remaining bytes of a buffer at a position (bytes from the start). The file grows as
   * needed. What the system leaves over is written by one second attempt.
   *
   * @throws IOException if not all bytes could be written
   */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Reads into the remaining space of a buffer from a position until it is full or the file ends.
   *
   * @return bytes read; 0 at or behind the end of the file
   * @throws IOException if the system refuses
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Makes the content durable, with the length if that is needed to read it (fdatasync).
   *
   * @throws IOException if the system refuses; must not be called again
   */
  void sync() throws IOException;

  /**
   * Makes the content and all of the file's attributes durable (fsync).
   *
   * @throws IOException if the system refuses; must not be called again
   */
  void syncAll() throws IOException;

  /**
   * Cuts the file to a length in bytes. Does nothing if it is not longer.
   *
   * @throws IOException if the system refuses
   */
  void truncate(long size) throws IOException;

  /**
   * Length in bytes.
   *
   * @throws IOException if the system refuses
   */
  long size() throws IOException;

  /**
   * Closes the file without making anything durable. A second call does nothing.
   *
   * @throws IOException if the system refuses
   */
  @Override
  void close() throws IOException;
}
