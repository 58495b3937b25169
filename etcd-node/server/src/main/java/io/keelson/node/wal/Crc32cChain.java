package io.keelson.node.wal;

import java.util.zip.CRC32C;

/**
 * The running CRC-32C over the data of all records, which can be set to any value.
 *
 * <p>{@link CRC32C} is an intrinsic but always starts at zero. It is brought to a value by feeding
 * it the four bytes that have this CRC; running the register backwards finds them.
 */
final class Crc32cChain {
  private static final int POLYNOMIAL_REFLECTED = 0x82F63B78;
  private static final int[] TABLE = table();
  // Index in TABLE of the value with a given top byte; the top bytes are all different.
  private static final int[] INDEX_BY_TOP_BYTE = indexByTopByte();

  private final CRC32C crc = new CRC32C();
  private final byte[] prefix = new byte[4];

  /** The value so far. */
  int value() {
    return (int) crc.getValue();
  }

  /** Forgets the past: goes on as if the data so far had this CRC. */
  void set(int value) {
    crc.reset();
    if (value == 0) {
      return;
    }
    int register = ~value;
    for (int i = 0; i < 4; i++) {
      int index = INDEX_BY_TOP_BYTE[register >>> 24];
      register = ((register ^ TABLE[index]) << 8) | index;
    }
    int word = ~register;
    for (int i = 0; i < 4; i++) {
      prefix[i] = (byte) (word >>> (8 * i));
    }
    crc.update(prefix, 0, 4);
  }

  void update(byte[] array, int offset, int length) {
    crc.update(array, offset, length);
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL_REFLECTED;
      }
      table[i] = value;
    }
    return table;
  }

  private static int[] indexByTopByte() {
    int[] indexes = new int[256];
    for (int i = 0; i < 256; i++) {
      indexes[TABLE[i] >>> 24] = i;
    }
    return indexes;
  }
}
