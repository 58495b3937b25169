package io.keelson.node.bolt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes in order, made as they are read. Nothing goes on between two reads, so the reader
 * sets the pace. One thread at a time.
 */
public final class BoltStream implements AutoCloseable {
  private final PageEncoder encoder;
  private final FilePass pass;
  private final long root;
  private final long pages;
  private byte[] page = new byte[0];
  private int position;
  private boolean isEnded;

  BoltStream(List<BucketSource> buckets, int pageSize, long root, long pages) {
    this.encoder = new PageEncoder(pageSize);
    this.pass = new FilePass(buckets, encoder, pageSize);
    this.root = root;
    this.pages = pages;
    encoder.metas(root, pages);
  }

  /** Reads as many bytes as asked for, fewer only at the end of the file. */
  public int read(byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (position == page.length) {
        byte @Nullable [] next = nextPage();
        if (next == null) {
          break;
        }
        page = next;
        position = 0;
      }
      int count = Math.min(length - done, page.length - position);
      System.arraycopy(page, position, target, offset + done, count);
      position += count;
      done += count;
    }
    return done;
  }

  private byte @Nullable [] nextPage() {
    byte @Nullable [] next = encoder.poll();
    while (next == null && !isEnded) {
      isEnded = !pass.step();
      next = encoder.poll();
    }
    if (isEnded && (pass.root() != root || encoder.next() != pages)) {
      throw new IllegalStateException("the rows changed between the passes");
    }
    return next;
  }

  @Override
  public void close() {
    pass.close();
  }
}
