package io.keelson.node.bolt;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bucket of a file. Any number of threads, each with its own cursor. */
public final class BoltBucket {
  private final PageReader pages;
  private final long root;
  private final long sequence;
  private final Bytes inline;

  private BoltBucket(PageReader pages, long root, long sequence, Bytes inline) {
    this.pages = pages;
    this.root = root;
    this.sequence = sequence;
    this.inline = inline;
  }

  /** The bucket of buckets. */
  static BoltBucket root(PageReader pages) {
    return new BoltBucket(pages, pages.meta().root(), 0, Bytes.EMPTY);
  }

  /** The bucket that a row describes. */
  static BoltBucket decode(PageReader pages, Bytes value) throws BoltException {
    if (value.length() < Format.BUCKET_HEADER_BYTES) {
      throw new BoltException("a bucket's description is " + value.length() + " bytes long");
    }
    // Away from its page, of which an inline bucket needs only this.
    byte[] header = value.toArray();
    long root = LittleEndian.getLong(header, 0);
    long sequence = LittleEndian.getLong(header, 8);
    Bytes inline = root == 0 ? Bytes.wrap(header) : Bytes.EMPTY;
    if (root == 0 && header.length < Format.BUCKET_HEADER_BYTES + Format.HEADER_BYTES) {
      throw new BoltException("a bucket without a page is " + header.length + " bytes long");
    }
    return new BoltBucket(pages, root, sequence, inline);
  }

  /** A walk over the rows. */
  public BoltCursor cursor() throws IOException {
    return cursor(null);
  }

  BoltCursor cursor(@Nullable PageMarks marks) {
    return new BoltCursor(pages, this, marks);
  }

  /** A number that the file's user keeps with the bucket. */
  public long sequence() {
    return sequence;
  }

  /** The page that the bucket's tree begins with. */
  BoltPage top(PageReader reader, @Nullable PageMarks marks) throws IOException {
    if (root == 0) {
      return inlinePage();
    }
    BoltPage page = reader.read(root, BoltPage.Bounds.NONE, 0);
    if (marks != null) {
      marks.mark(root, page.spanBytes() / reader.meta().pageSize());
    }
    return page;
  }

  private BoltPage inlinePage() throws BoltException {
    try {
      BoltPage page =
          BoltPage.parse(inline.array(), Format.BUCKET_HEADER_BYTES, BoltPage.Bounds.NONE);
      if (page.isLeaf()) {
        return page;
      }
    } catch (BoltPage.DamagedException e) {
      throw new BoltException("a bucket without a page: " + e.getMessage());
    }
    throw new BoltException("a bucket without a page is no leaf");
  }
}
