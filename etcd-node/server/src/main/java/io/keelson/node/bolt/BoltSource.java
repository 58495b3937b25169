package io.keelson.node.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a database, wherever they are. Any number of threads. */
public interface BoltSource extends AutoCloseable {
  /**
   * Reads into the remaining space of a buffer from a position.
   *
   * @return bytes read, 0 or less at the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Length in bytes. */
  long size() throws IOException;

  @Override
  void close() throws IOException;

  /** A file of the operating system. */
  static BoltSource of(FileChannel file) {
    return new BoltSource() {
      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
      }

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
