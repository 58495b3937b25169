package io.keelson.node.snapshot;

import io.keelson.node.bolt.BoltStream;
import io.keelson.node.bolt.BoltWriter;
import io.keelson.node.mvcc.StoreView;
import org.jspecify.annotations.Nullable;

/**
 * The store after one applied entry, as the bytes of a file. Holds the view, and per pass one open
 * walk over it, until closed; nothing goes on between two calls. One thread at a time.
 */
public final class StoreSnapshot implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final StoreView view;
  private final BoltWriter writer;
  private final String storageVersion;
  private @Nullable BoltStream stream;

  /**
   * Prepares a file.
   *
   * @param view a retained view; released on close
   */
  public StoreSnapshot(StoreView view) {
    this.view = view;
    this.storageVersion = UpstreamSchema.storageVersion(view.view());
    this.writer = new BoltWriter(UpstreamSchema.buckets(view.view()), PAGE_BYTES);
  }

  /** Version of the schema, empty for one before 3.6 or before the members agree on one. */
  public String storageVersion() {
    return storageVersion;
  }

  /** Goes on finding out the file's size for so many rows; true when it is known. */
  public boolean measure(int rows) {
    return writer.measure(rows);
  }

  /** Bytes of the file; finds them out if that is not done yet, which takes long. */
  public long sizeBytes() {
    return writer.sizeBytes();
  }

  /** Reads the next bytes of the file, as many as asked for unless it ends. */
  public int read(byte[] target, int offset, int length) {
    if (stream == null) {
      stream = writer.open();
    }
    return stream.read(target, offset, length);
  }

  @Override
  public void close() {
    writer.close();
    if (stream != null) {
      stream.close();
    }
    view.release();
  }
}
