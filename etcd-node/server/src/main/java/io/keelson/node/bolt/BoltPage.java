package io.keelson.node.bolt;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A branch or leaf page whose every element was checked: it lies inside the page's span, and the
 * keys ascend within the bounds that the page above promised. Pages whose keys lie within disjoint
 * bounds cannot be met twice, so a walk over such pages ends.
 */
final class BoltPage {
  private final byte[] span;
  private final int start;
  private final boolean isLeaf;
  private final int count;

  private BoltPage(byte[] span, int start, boolean isLeaf, int count) {
    this.span = span;
    this.start = start;
    this.isLeaf = isLeaf;
    this.count = count;
  }

  /**
   * Keys a page may have.
   *
   * @param from inclusive, null for no bound
   * @param to exclusive, null for no bound
   */
  record Bounds(@Nullable Bytes from, @Nullable Bytes to) {
    static final Bounds NONE = new Bounds(null, null);
  }

  /** What is wrong with a page; who knows where it lies says where. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(String finding) {
      super(finding, null, false, false);
    }
  }

  /**
   * Checks a page.
   *
   * @param span array with the page's header at {@code start} and its content up to the array's end
   */
  static BoltPage parse(byte[] span, int start, Bounds bounds) throws DamagedException {
    int flags = LittleEndian.getShort(span, start + 8);
    if (flags != Format.LEAF && flags != Format.BRANCH) {
      throw new DamagedException("flags 0x" + Integer.toHexString(flags) + " of no tree page");
    }
    int count = LittleEndian.getShort(span, start + 10);
    BoltPage page = new BoltPage(span, start, flags == Format.LEAF, count);
    long elementsEnd = Format.HEADER_BYTES + (long) count * Format.ELEMENT_BYTES;
    if (count > Format.COUNT_MAX || elementsEnd > span.length - start) {
      throw new DamagedException(count + " elements do not fit");
    }
    if (!page.isLeaf && count == 0) {
      throw new DamagedException("a branch without children");
    }
    @Nullable Bytes previous = null;
    for (int i = 0; i < count; i++) {
      Bytes key = page.checkElement(i, elementsEnd);
      if (previous != null && previous.compareTo(key) >= 0) {
        throw new DamagedException("key " + i + " is not after the one before");
      }
      previous = key;
    }
    if (previous != null) {
      page.checkBounds(bounds, page.key(0), previous);
    }
    return page;
  }

  private Bytes checkElement(int index, long elementsEnd) throws DamagedException {
    int element = element(index);
    long position = element - start + LittleEndian.getUnsignedInt(span, element + (isLeaf ? 4 : 0));
    long keyBytes = LittleEndian.getUnsignedInt(span, element + (isLeaf ? 8 : 4));
    long valueBytes = isLeaf ? LittleEndian.getUnsignedInt(span, element + 12) : 0;
    if (position < elementsEnd || position + keyBytes + valueBytes > span.length - start) {
      throw new DamagedException("element " + index + " reaches outside");
    }
    if (keyBytes < 1 || keyBytes > Format.KEY_BYTES_MAX) {
      throw new DamagedException("key " + index + " has " + keyBytes + " bytes");
    }
    if (isLeaf && (LittleEndian.getInt(span, element) & ~Format.BUCKET_ELEMENT) != 0) {
      throw new DamagedException("element " + index + " has unknown flags");
    }
    return Bytes.wrap(span, start + (int) position, (int) keyBytes);
  }

  private void checkBounds(Bounds bounds, Bytes first, Bytes last) throws DamagedException {
    boolean isBefore = bounds.from() != null && first.compareTo(bounds.from()) < 0;
    boolean isAfter = bounds.to() != null && last.compareTo(bounds.to()) >= 0;
    if (isBefore || isAfter) {
      throw new DamagedException("keys outside what the page above promises");
    }
  }

  private int element(int index) {
    return start + Format.HEADER_BYTES + index * Format.ELEMENT_BYTES;
  }

  boolean isLeaf() {
    return isLeaf;
  }

  int count() {
    return count;
  }

  /** Bytes of memory that the page holds. */
  int spanBytes() {
    return span.length;
  }

  Bytes key(int index) {
    int element = element(index);
    int position = element + LittleEndian.getInt(span, element + (isLeaf ? 4 : 0));
    return Bytes.wrap(span, position, LittleEndian.getInt(span, element + (isLeaf ? 8 : 4)));
  }

  Bytes value(int index) {
    int element = element(index);
    int position = element + LittleEndian.getInt(span, element + 4);
    int keyBytes = LittleEndian.getInt(span, element + 8);
    return Bytes.wrap(span, position + keyBytes, LittleEndian.getInt(span, element + 12));
  }

  boolean isBucket(int index) {
    return LittleEndian.getInt(span, element(index)) == Format.BUCKET_ELEMENT;
  }

  long child(int index) {
    return LittleEndian.getLong(span, element(index) + 8);
  }

  /** What the keys below a child must be within. */
  Bounds childBounds(int index, Bounds own) {
    return new Bounds(key(index), index + 1 < count ? key(index + 1) : own.to());
  }

  /** First element whose key is not before a key; {@link #count} if there is none. */
  int ceiling(Bytes key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (key(middle).compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
