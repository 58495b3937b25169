package io.keelson.node.restore;

import io.keelson.node.bolt.BoltSource;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A database in a file of a {@link io.keelson.node.disk.Disk}. One thread at a time. */
record DiskSource(DiskFile file) implements BoltSource {
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
}
