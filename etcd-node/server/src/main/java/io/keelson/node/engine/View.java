package io.keelson.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * The store at one moment. Any number of threads; counted references: whoever {@link #retain}s must
 * {@link #release}, and after the last release nothing may be read.
 */
public interface View {
  /** Value of a key, or null. */
  byte @Nullable [] get(Table table, byte[] key);

  /**
   * Copies as much of a value as fits.
   *
   * @return the value's full length, or −1 if the key is absent
   */
  int get(Table table, byte[] key, byte[] target, int offset, int length);

  /**
   * Rows of a table in ascending order of key, compared as unsigned bytes.
   *
   * @param from first key, inclusive
   * @param to end, exclusive; null for the end of the table
   * @param isScan whether many rows will be read once only, which need not displace the cache
   */
  Cursor cursor(Table table, byte[] from, byte @Nullable [] to, boolean isScan);

  /** Takes another reference; false if the last one is gone already. */
  boolean retain();

  /** Gives a reference back. */
  void release();
}
