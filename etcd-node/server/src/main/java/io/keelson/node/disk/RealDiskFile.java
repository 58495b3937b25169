package io.keelson.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file behind a channel. */
final class RealDiskFile implements DiskFile {
  private final FileChannel channel;

  RealDiskFile(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    int count = source.remaining();
    int written = channel.write(source, position);
    if (written < count) {
      written += channel.write(source, position + written);
    }
    if (written < count) {
      throw new IOException("short write: " + written + " of " + count + " bytes at " + position);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int count = 0;
    while (target.hasRemaining()) {
      int read = channel.read(target, position + count);
      if (read < 0) {
        break;
      }
      count += read;
    }
    return count;
  }

  @Override
  public void sync() throws IOException {
    channel.force(false);
  }

  @Override
  public void syncAll() throws IOException {
    channel.force(true);
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
