package io.keelson.node.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in arrays. */
final class BigEndian {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static void putLong(byte[] target, int offset, long value) {
    LONGS.set(target, offset, value);
  }

  static long getLong(byte[] source, int offset) {
    return (long) LONGS.get(source, offset);
  }

  static void putInt(byte[] target, int offset, int value) {
    INTS.set(target, offset, value);
  }

  static int getInt(byte[] source, int offset) {
    return (int) INTS.get(source, offset);
  }
}
