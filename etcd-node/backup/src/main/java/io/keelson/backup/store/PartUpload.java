package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An upload in parts: one is sent while the next is filled. Memory is bounded by two parts. One
 * thread writes.
 *
 * @param <R> what the store answers to a part
 */
final class PartUpload<R> extends Upload {
  private static final long CLOSE_SECONDS = 30;

  /** What the store does with parts. */
  interface Parts<R> {
    /** Sends a part; may be called by another thread. */
    R send(Part part) throws IOException;

    /** Makes an object of the parts, of which there is at least one. */
    void complete(List<R> sent, long size) throws IOException;

    /** Forgets the parts. */
    void abort() throws IOException;
  }

  private final Parts<R> parts;
  private final Path scratch;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("backup-upload").daemon().factory());
  private final List<R> sent = new ArrayList<>();
  private @Nullable Future<R> inFlight;
  private @Nullable Part sending;
  private byte[] spare = new byte[0];
  private @Nullable Part filling;
  private int count;
  private long size;
  private boolean isOver;

  PartUpload(Parts<R> parts, Path scratch) {
    this.parts = parts;
    this.scratch = scratch;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      Part part = filling == null ? next() : filling;
      filling = part;
      at += part.fill(bytes, at, end - at);
      if (part.isFull()) {
        send(part);
      }
    }
    size += length;
  }

  private Part next() throws IOException {
    if (count == PartSizes.PARTS_MAX) {
      throw new BackupException(
          Reason.UPLOAD_FAILED, "the snapshot is larger than an object can be");
    }
    count++;
    long bytes = PartSizes.of(count);
    if (bytes > PartSizes.MEMORY_BYTES_MAX) {
      return new Part(count, scratch);
    }
    byte[] memory = spare.length >= bytes ? spare : new byte[(int) bytes];
    spare = new byte[0];
    return new Part(count, memory);
  }

  private void send(Part part) throws IOException {
    part.seal();
    filling = null;
    await();
    sending = part;
    inFlight = sender.submit(() -> parts.send(part));
  }

  /** Waits for the part in flight, whose memory is then free again. */
  private void await() throws IOException {
    Future<R> future = inFlight;
    Part part = sending;
    if (future == null || part == null) {
      return;
    }
    inFlight = null;
    sending = null;
    try {
      sent.add(future.get());
      spare = part.memory();
    } catch (ExecutionException e) {
      @Nullable BackupException known = BackupException.in(e);
      throw known != null ? known : new IOException(e.getCause());
    } catch (InterruptedException e) {
      var _ = future.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      part.close();
    }
  }

  @Override
  public void commit() throws IOException {
    Part last = filling == null && count == 0 ? next() : filling;
    if (last != null) {
      send(last);
    }
    await();
    parts.complete(sent, size);
    isOver = true;
  }

  @Override
  public void close() {
    sender.shutdownNow();
    if (isOver) {
      return;
    }
    isOver = true;
    boolean isInterrupted = Thread.interrupted(); // else the store could not be told
    try {
      if (sender.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS) && filling != null) {
        filling.close();
      }
      if (sending != null) {
        sending.close();
      }
      parts.abort();
    } catch (IOException | RuntimeException e) {
      // The next attempt, or the deletion, looks for leftovers.
    } catch (InterruptedException e) {
      isInterrupted = true;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
