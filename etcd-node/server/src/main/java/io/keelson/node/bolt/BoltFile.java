package io.keelson.node.bolt;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bbolt file, read as if somebody had made it to do harm: no size, place or number in it is
 * believed before it is checked, and what is wrong is a {@link BoltException}. What follows the
 * pages in use, such as a checksum, is not looked at. Any number of threads.
 */
public final class BoltFile implements AutoCloseable {
  /** What the pages from the top of a bucket to a row may take together, unless told otherwise. */
  public static final int PAGE_BYTES_MAX = 64 << 20;

  private static final long PAGES_MAX = 1L << 28;
  private static final int BUCKETS_MAX = 1024;

  private final BoltSource file;
  private final PageReader pages;

  private BoltFile(BoltSource file, PageReader pages) {
    this.file = file;
    this.pages = pages;
  }

  /** Opens a file whose values are not unusually large. */
  public static BoltFile open(Path path) throws IOException {
    return open(path, PAGE_BYTES_MAX);
  }

  /**
   * Opens a file.
   *
   * @param pageBytesMax what the pages from the top of a bucket to a row may take together; a value
   *     takes about its size, and none larger than this can be read
   */
  public static BoltFile open(Path path, int pageBytesMax) throws IOException {
    return open(BoltSource.of(FileChannel.open(path, StandardOpenOption.READ)), pageBytesMax);
  }

  /** Opens what may lie elsewhere than in a file; it is closed with this. */
  public static BoltFile open(BoltSource file, int pageBytesMax) throws IOException {
    try {
      return new BoltFile(file, new PageReader(file, meta(file), pageBytesMax));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static BoltMeta meta(BoltSource file) throws IOException {
    @Nullable BoltMeta meta = metaAt(file, 0);
    if (meta == null) {
      meta = secondMeta(file);
    } else {
      @Nullable BoltMeta second = metaAt(file, meta.pageSize());
      if (second != null && second.isAfter(meta)) {
        meta = second;
      }
    }
    if (meta == null) {
      throw new BoltException("no valid meta page, neither at offset 0 nor after it");
    }
    long size = file.size();
    if (meta.pages() < 3 || meta.pages() > PAGES_MAX) {
      throw new BoltException("the meta page tells of " + meta.pages() + " pages");
    }
    if (meta.root() < 2 || meta.root() >= meta.pages()) {
      throw new BoltException("the meta page tells of a root at page " + meta.root());
    }
    if (meta.pages() * meta.pageSize() > size) {
      throw new BoltException(
          "the file has %d pages of %d bytes, but is only %d bytes long"
              .formatted(meta.pages(), meta.pageSize(), size));
    }
    return meta;
  }

  private static @Nullable BoltMeta secondMeta(BoltSource file) throws IOException {
    for (int at = Format.PAGE_SIZE_MIN; at <= Format.PAGE_SIZE_MAX; at *= 2) {
      @Nullable BoltMeta meta = metaAt(file, at);
      if (meta != null && meta.pageSize() == at) {
        return meta;
      }
    }
    return null;
  }

  private static @Nullable BoltMeta metaAt(BoltSource file, long offset) throws IOException {
    if (offset + BoltMeta.BYTES > file.size()) {
      return null;
    }
    byte[] page = new byte[BoltMeta.BYTES];
    PageReader.readAt(file, offset, page, 0);
    return BoltMeta.decode(page);
  }

  /** Bytes of the pages in use; the file may be longer. */
  public long sizeBytes() {
    return pages.meta().pages() * pages.meta().pageSize();
  }

  /** Bytes of a page. */
  public int pageSize() {
    return pages.meta().pageSize();
  }

  /** Names of the buckets in ascending order. */
  public List<byte[]> bucketNames() throws IOException {
    List<byte[]> names = new ArrayList<>();
    BoltCursor rows = BoltBucket.root(pages).cursor();
    while (rows.next()) {
      requireBucket(rows);
      if (names.size() == BUCKETS_MAX) {
        throw new BoltException("more than " + BUCKETS_MAX + " buckets");
      }
      names.add(rows.key());
    }
    return names;
  }

  /** A bucket, or null if there is none of that name. */
  public @Nullable BoltBucket bucket(byte[] name) throws IOException {
    BoltCursor rows = BoltBucket.root(pages).cursor();
    if (!rows.seek(name) || !rows.keyBytes().equals(Bytes.wrap(name))) {
      return null;
    }
    requireBucket(rows);
    return BoltBucket.decode(pages, rows.valueBytes());
  }

  private static void requireBucket(BoltCursor rows) throws BoltException {
    if (!rows.isBucket()) {
      throw new BoltException("the row " + rows.keyBytes() + " beside the buckets is none");
    }
  }

  /**
   * Reads every page that is in use and fails if one is damaged, belongs to two places or holds
   * buckets within a bucket. A walk over a bucket alone makes the same checks, except that it sees
   * no other bucket's pages.
   */
  public void check() throws IOException {
    PageMarks marks = new PageMarks(pageSize());
    BoltCursor buckets = BoltBucket.root(pages).cursor(marks);
    while (buckets.next()) {
      requireBucket(buckets);
      BoltCursor rows = BoltBucket.decode(pages, buckets.valueBytes()).cursor(marks);
      while (rows.next()) {
        if (rows.isBucket()) {
          throw new BoltException("a bucket within bucket " + buckets.keyBytes());
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
