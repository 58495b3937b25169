package io.keelson.node.bolt;

import java.util.List;

/**
 * What becomes of the pages of a file, which are numbered in the order in which they are closed.
 * The one who counts and the one who encodes must be told the same.
 */
interface PageOutput {
  /** Adds a row to the open leaf. */
  void row(BucketSource.RowCursor row, byte[] key, int valueLength);

  /**
   * Closes the open leaf.
   *
   * @return its page number
   */
  long leaf(int flags, int count, long bytes);

  /**
   * Adds a branch page.
   *
   * @return its page number
   */
  long branch(List<Child> children, long bytes);

  /**
   * A page below a branch.
   *
   * @param key first key of its subtree
   */
  @SuppressWarnings("ArrayRecordComponent") // Keys are handed on, neither compared nor changed.
  record Child(byte[] key, long page) {}
}
