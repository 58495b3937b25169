package io.keelson.node.bolt;

import java.util.BitSet;

/** Which pages of a file were met; one bit each, at most 32 MiB for a file. */
final class PageMarks {
  private final BitSet met = new BitSet();
  private final int pageSize;

  PageMarks(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Marks a page and those that continue it. */
  void mark(long number, int count) throws BoltException {
    int first = (int) number;
    int next = met.nextSetBit(first);
    if (next >= 0 && next < first + count) {
      throw BoltException.atPage(next, pageSize, "it belongs to two places");
    }
    met.set(first, first + count);
  }
}
