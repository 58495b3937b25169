package io.keelson.node.restore;

import io.keelson.node.disk.DiskFile;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One state machine that is being received. Whatever fails leaves nothing behind. */
final class Reception implements SnapshotSink {
  /** The end of a large file must not take long to make durable. */
  private static final long SYNC_BYTES = 32L << 20;

  /** The log is probably on the same disk and must not run out of space. */
  private static final long RESERVED_BYTES = 64L << 20;

  private final SnapshotReceiver receiver;
  private final SnapshotReceiver.Parts parts;
  private final ReceivedSnapshot snapshot;
  private final Path path;
  private final DiskFile file;
  private final CountDownLatch built = new CountDownLatch(1);
  private @Nullable Exception failure;
  private long size;
  private long syncedSize;
  private boolean isOver;

  Reception(SnapshotReceiver receiver, SnapshotReceiver.Parts parts, ReceivedSnapshot snapshot)
      throws IOException {
    this.receiver = receiver;
    this.parts = parts;
    this.snapshot = snapshot;
    this.path = parts.place().folders().receivingFile(snapshot.index());
    this.file = parts.place().disk().create(path);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    if (isOver) {
      throw new IOException("the reception has ended");
    }
    try {
      if (size - syncedSize >= SYNC_BYTES || size == 0) {
        sync();
      }
      file.write(ByteBuffer.wrap(source, offset, length), size);
      size += length;
    } catch (IOException e) {
      abort();
      throw e;
    }
  }

  private void sync() throws IOException {
    if (parts.place().disk().usableSpace(path) < RESERVED_BYTES + SYNC_BYTES) {
      throw new IOException("not enough space on the disk to receive a snapshot");
    }
    file.sync();
    syncedSize = size;
  }

  @Override
  public void finish() throws IOException {
    if (isOver) {
      throw new IOException("the reception has ended");
    }
    try {
      file.syncAll();
      file.close();
      receiver.building();
      parts.builder().execute(this::build);
      isOver = true;
    } catch (IOException e) {
      abort();
      throw e;
    } catch (RejectedExecutionException e) {
      abort();
      throw new IOException("this member is stopping", e);
    }
    if (isBuiltInTime() && failure != null) {
      throw new IOException("the snapshot was refused: " + failure.getMessage(), failure);
    }
  }

  private boolean isBuiltInTime() {
    try {
      return built.await(parts.place().patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void build() {
    try {
      snapshot.build(path, parts);
      parts.place().disk().delete(path);
    } catch (IOException | RuntimeException e) {
      failure = e;
      parts
          .log()
          .warn(
              "failed to take over a received snapshot",
              Field.of("snapshot-index", snapshot.index()),
              Field.of("bytes", size),
              Field.error(e));
      receiver.failed(snapshot.index());
      built.countDown();
      return;
    }
    receiver.built(snapshot.message());
    built.countDown();
  }

  @Override
  public void abort() {
    if (isOver) {
      return;
    }
    isOver = true;
    try {
      file.close();
    } catch (IOException e) {
      // It is deleted all the same.
    }
    receiver.failed(snapshot.index());
  }
}
