package io.keelson.backup.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A part of an upload, which can be read more than once: in memory, or if it may become large in a
 * file. One thread fills it, then another reads it.
 */
final class Part implements AutoCloseable {
  private final int number;
  private final long capacity;
  private final byte[] memory;
  private final @Nullable Path file;
  private final @Nullable OutputStream out;
  private long size;

  /** A part in memory. */
  Part(int number, byte[] memory) {
    this.number = number;
    this.capacity = Math.min(PartSizes.of(number), memory.length);
    this.memory = memory;
    this.file = null;
    this.out = null;
  }

  /** A part in a file of a folder. */
  Part(int number, Path folder) throws IOException {
    this.number = number;
    this.capacity = PartSizes.of(number);
    this.memory = new byte[0];
    this.file = Files.createTempFile(folder, "part-", ".tmp");
    this.out = Files.newOutputStream(file);
  }

  int number() {
    return number;
  }

  long size() {
    return size;
  }

  boolean isFull() {
    return size == capacity;
  }

  /** The array it lies in, empty for one in a file. */
  byte[] memory() {
    return memory;
  }

  /** Takes as many bytes as fit. */
  int fill(byte[] bytes, int offset, int length) throws IOException {
    int count = (int) Math.min(length, capacity - size);
    if (out == null) {
      System.arraycopy(bytes, offset, memory, (int) size, count);
    } else {
      out.write(bytes, offset, count);
    }
    size += count;
    return count;
  }

  /** Ends the filling. */
  void seal() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  /** Reads it from its begin. */
  InputStream open() throws IOException {
    return file == null
        ? new ByteArrayInputStream(memory, 0, (int) size)
        : Files.newInputStream(file);
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
