package io.keelson.node.bolt;

import java.util.List;

/** Numbers pages without making them. */
final class PageCounter implements PageOutput {
  private final int pageSize;
  private long next = 2;

  PageCounter(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Number after the last page's. */
  long next() {
    return next;
  }

  @Override
  public void row(BucketSource.RowCursor row, byte[] key, int valueLength) {
    // Rows have no numbers.
  }

  @Override
  public long leaf(int flags, int count, long bytes) {
    return take(bytes);
  }

  @Override
  public long branch(List<Child> children, long bytes) {
    return take(bytes);
  }

  /** Numbers a page of so many bytes. */
  long take(long bytes) {
    long page = next;
    next += Math.ceilDiv(bytes, pageSize);
    return page;
  }
}
