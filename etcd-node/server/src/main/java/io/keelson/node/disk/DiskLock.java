package io.keelson.node.disk;

import java.io.IOException;

/** An exclusive lock of a file, held until {@link #close}. */
public interface DiskLock extends AutoCloseable {
  /**
   * Gives the lock back. A second call does nothing.
   *
   * @throws IOException if the system refuses
   */
  @Override
  void close() throws IOException;
}
