package io.keelson.node.bolt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in arrays. */
final class LittleEndian {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

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

  /** Unsigned. */
  static long getUnsignedInt(byte[] source, int offset) {
    return Integer.toUnsignedLong(getInt(source, offset));
  }

  static void putShort(byte[] target, int offset, int value) {
    SHORTS.set(target, offset, (short) value);
  }

  /** Unsigned. */
  static int getShort(byte[] source, int offset) {
    return Short.toUnsignedInt((short) SHORTS.get(source, offset));
  }
}
