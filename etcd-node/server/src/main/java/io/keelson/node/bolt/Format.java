package io.keelson.node.bolt;

/** Numbers of the container format. */
final class Format {
  static final int MAGIC = 0xED0CDAED;
  static final int VERSION = 2;
  static final long NO_FREELIST = -1;

  static final int PAGE_SIZE_MIN = 1 << 10;
  static final int PAGE_SIZE_MAX = 1 << 16;

  static final int HEADER_BYTES = 16;
  static final int ELEMENT_BYTES = 16;
  static final int BUCKET_HEADER_BYTES = 16;

  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int META = 0x04;

  static final int BUCKET_ELEMENT = 1;

  static final int KEY_BYTES_MAX = 32_768;
  static final int VALUE_BYTES_MAX = Integer.MAX_VALUE - 1;

  /** Elements of a page are fewer; the number itself has a meaning for free lists. */
  static final int COUNT_MAX = 0xFFFE;

  private Format() {}
}
