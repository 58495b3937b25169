package io.keelson.node.bolt;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes pages in the order of their numbers. Holds the rows of the open leaf and what was not taken
 * yet: a leaf and the branches that it completes.
 */
final class PageEncoder implements PageOutput {
  private final int pageSize;
  private final PageCounter counter;
  private final ArrayDeque<byte[]> pages = new ArrayDeque<>();
  private int[] lengths = new int[256];
  private int rows;
  private byte[] data;
  private int dataBytes;

  PageEncoder(int pageSize) {
    this.pageSize = pageSize;
    this.counter = new PageCounter(pageSize);
    this.data = new byte[pageSize];
  }

  /** The next page with those that continue it, or null if none is closed. */
  byte @Nullable [] poll() {
    return pages.poll();
  }

  void metas(long root, long pageCount) {
    for (int id = 0; id < 2; id++) {
      byte[] page = new byte[pageSize];
      // The next writer changes the page of an even number's transaction first.
      new BoltMeta(pageSize, root, pageCount, 2 - id).encode(page, id);
      pages.add(page);
    }
  }

  @Override
  public void row(BucketSource.RowCursor row, byte[] key, int valueLength) {
    int needed = Math.addExact(Math.addExact(dataBytes, key.length), valueLength);
    if (needed > data.length) {
      data = Arrays.copyOf(data, needed);
    }
    if (2 * rows + 2 > lengths.length) {
      lengths = Arrays.copyOf(lengths, lengths.length * 2);
    }
    lengths[2 * rows] = key.length;
    lengths[2 * rows + 1] = valueLength;
    rows++;
    System.arraycopy(key, 0, data, dataBytes, key.length);
    row.copyValue(data, dataBytes + key.length);
    dataBytes = needed;
  }

  @Override
  public long leaf(int flags, int count, long bytes) {
    long number = counter.take(bytes);
    byte[] page = page(number, Format.LEAF, count, bytes);
    int element = Format.HEADER_BYTES;
    int position = Format.HEADER_BYTES + count * Format.ELEMENT_BYTES;
    System.arraycopy(data, 0, page, position, dataBytes);
    for (int i = 0; i < count; i++) {
      LittleEndian.putInt(page, element, flags);
      LittleEndian.putInt(page, element + 4, position - element);
      LittleEndian.putInt(page, element + 8, lengths[2 * i]);
      LittleEndian.putInt(page, element + 12, lengths[2 * i + 1]);
      position += lengths[2 * i] + lengths[2 * i + 1];
      element += Format.ELEMENT_BYTES;
    }
    rows = 0;
    dataBytes = 0;
    if (data.length > 16 * pageSize) {
      data = new byte[pageSize];
    }
    return number;
  }

  @Override
  public long branch(List<Child> children, long bytes) {
    long number = counter.take(bytes);
    byte[] page = page(number, Format.BRANCH, children.size(), bytes);
    int element = Format.HEADER_BYTES;
    int position = Format.HEADER_BYTES + children.size() * Format.ELEMENT_BYTES;
    for (Child child : children) {
      LittleEndian.putInt(page, element, position - element);
      LittleEndian.putInt(page, element + 4, child.key().length);
      LittleEndian.putLong(page, element + 8, child.page());
      System.arraycopy(child.key(), 0, page, position, child.key().length);
      position += child.key().length;
      element += Format.ELEMENT_BYTES;
    }
    return number;
  }

  private byte[] page(long number, int flags, int count, long bytes) {
    long spanPages = Math.ceilDiv(bytes, pageSize);
    byte[] page = new byte[Math.toIntExact(spanPages * pageSize)];
    LittleEndian.putLong(page, 0, number);
    LittleEndian.putShort(page, 8, flags);
    LittleEndian.putShort(page, 10, count);
    LittleEndian.putInt(page, 12, (int) spanPages - 1);
    pages.add(page);
    return page;
  }

  /** Number after the last page's. */
  long next() {
    return counter.next();
  }
}
