package io.keelson.backup.store;

/**
 * How large the parts of an upload of unknown size are: small ones first, since two are in memory
 * at a time, and larger ones later, so that the 10,000 parts that stores allow hold more than 5 TB.
 * Pure.
 */
final class PartSizes {
  /** Parts up to this size are kept in memory, larger ones in a file. */
  static final int MEMORY_BYTES_MAX = 16 << 20;

  /** More parts than this no store takes. */
  static final int PARTS_MAX = 10_000;

  private static final long SMALL = 8L << 20;
  private static final int SMALL_PARTS = 1000;
  private static final int MEMORY_PARTS = 2000;
  private static final long LARGE = 64L << 20;
  private static final int LARGE_PARTS = 4000;
  private static final long LARGEST = 1L << 30;

  private PartSizes() {}

  /** Bytes of a part, counted from 1. */
  static long of(int number) {
    if (number <= SMALL_PARTS) {
      return SMALL;
    }
    if (number <= MEMORY_PARTS) {
      return MEMORY_BYTES_MAX;
    }
    return number <= LARGE_PARTS ? LARGE : LARGEST;
  }
}
