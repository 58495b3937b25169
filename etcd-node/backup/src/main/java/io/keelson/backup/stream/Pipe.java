package io.keelson.backup.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes to another stream on a thread of its own, so that reading and checking on one side and
 * compressing and storing on the other share two processors. What waits in between is bounded; what
 * fails behind comes out at the next write. One writer.
 */
public final class Pipe extends OutputStream {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CHUNKS = 4;

  /** Bytes on their way; an empty buffer ends them. */
  private record Chunk(Buffer buffer, int length) {}

  /** An array that is used again and again. */
  private static final class Buffer {
    private final byte[] bytes;

    Buffer(int size) {
      bytes = new byte[size];
    }
  }

  private static final Chunk END = new Chunk(new Buffer(0), 0);

  private final BlockingQueue<Buffer> free = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final OutputStream sink;
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private @Nullable Buffer filling;
  private int filled;

  /** A pipe into a stream, which it neither flushes nor closes. */
  public Pipe(OutputStream sink, String threadName) {
    this.sink = sink;
    for (int i = 0; i < CHUNKS; i++) {
      free.add(new Buffer(CHUNK_BYTES));
    }
    this.thread = Thread.ofPlatform().name(threadName).daemon().start(this::pump);
  }

  private void pump() {
    try {
      while (true) {
        Chunk chunk = full.take();
        if (chunk.buffer().bytes.length == 0) {
          return;
        }
        if (failure == null) {
          write(chunk);
        }
        free.put(chunk.buffer());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = failure == null ? e : failure;
    }
  }

  private void write(Chunk chunk) {
    try {
      sink.write(chunk.buffer().bytes, 0, chunk.length());
    } catch (IOException | RuntimeException | Error e) {
      // The writer is told; until it stops, its chunks are dropped and come back to it.
      failure = e;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      Buffer buffer = filling();
      int count = Math.min(end - at, CHUNK_BYTES - filled);
      System.arraycopy(bytes, at, buffer.bytes, filled, count);
      at += count;
      filled += count;
      if (filled == CHUNK_BYTES) {
        send(buffer);
      }
    }
  }

  private Buffer filling() throws IOException {
    Buffer buffer = filling;
    if (buffer == null) {
      check();
      try {
        buffer = free.take();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      check();
      filling = buffer;
      filled = 0;
    }
    return buffer;
  }

  private void send(Buffer buffer) throws IOException {
    try {
      full.put(new Chunk(buffer, filled));
      filling = null;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  private void check() throws IOException {
    Throwable found = failure;
    if (found != null) {
      throw new IOException(found.getMessage(), found);
    }
  }

  /** Waits until all has been written behind. */
  public void finish() throws IOException {
    Buffer buffer = filling;
    if (buffer != null && filled > 0) {
      send(buffer);
    }
    stop();
    check();
  }

  private void stop() throws IOException {
    try {
      full.put(END);
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Gives up: what waits is dropped, and the thread ends. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      thread.interrupt();
      boolean isInterrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
