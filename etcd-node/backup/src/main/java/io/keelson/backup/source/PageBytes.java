package io.keelson.backup.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some bytes read as a page of a database. Nothing in them is believed: what would lie outside is
 * null or left out. Immutable as long as the array is.
 */
final class PageBytes {
  static final int MAGIC = 0xED0CDAED;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int HEADER_BYTES = 16;
  private static final int ELEMENT_BYTES = 16;
  private static final int ELEMENTS_MAX = 64;
  private static final int BRANCH = 1;
  private static final int LEAF = 2;

  private final byte[] array;
  private final int offset;
  private final int length;

  PageBytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A row of a leaf; places are relative to the page. */
  record Element(boolean isBucket, int keyAt, int keyLength, int valueLength) {}

  int length() {
    return length;
  }

  PageBytes from(int start) {
    return new PageBytes(array, offset + start, length - start);
  }

  PageBytes copy() {
    return new PageBytes(Arrays.copyOfRange(array, offset, offset + length), 0, length);
  }

  byte byteAt(int at) {
    return array[offset + at];
  }

  int intAt(int at) {
    return (int) INT.get(array, offset + at);
  }

  long longAt(int at) {
    return (long) LONG.get(array, offset + at);
  }

  private int flags() {
    return length < HEADER_BYTES ? 0 : intAt(8) & 0xFFFF;
  }

  boolean isBranch() {
    return flags() == BRANCH;
  }

  boolean isLeaf() {
    return flags() == LEAF;
  }

  int count() {
    return length < HEADER_BYTES ? 0 : intAt(8) >>> 16;
  }

  int overflow() {
    return intAt(12) & 0xFFFFF;
  }

  /** FNV-1a over the fields of a meta page. */
  boolean isChecksumRight() {
    long hash = 0xCBF29CE484222325L;
    for (int i = HEADER_BYTES; i < 72; i++) {
      hash = (hash ^ (byteAt(i) & 0xFF)) * 0x00000100000001B3L;
    }
    return hash == longAt(72);
  }

  /** Page of the last child, −1 if there is none. */
  long lastChild() {
    int at = HEADER_BYTES + (count() - 1) * ELEMENT_BYTES;
    return count() == 0 || at + ELEMENT_BYTES > length ? -1 : longAt(at + 8);
  }

  /** A row of a leaf, null if its description lies outside. */
  @Nullable Element leafElement(int index) {
    int at = HEADER_BYTES + index * ELEMENT_BYTES;
    if (at + ELEMENT_BYTES > length) {
      return null;
    }
    int pos = intAt(at + 4);
    int keyLength = intAt(at + 8);
    int valueLength = intAt(at + 12);
    boolean isSane = pos >= ELEMENT_BYTES && pos < 1 << 30 && keyLength >= 0 && keyLength < 1 << 16;
    return isSane && valueLength >= 0
        ? new Element((intAt(at) & 1) != 0, at + pos, keyLength, valueLength)
        : null;
  }

  /** The rows of a leaf with few, all of whose keys lie inside; none otherwise. */
  List<Element> elements() {
    List<Element> elements = new ArrayList<>();
    if (!isLeaf() || count() > ELEMENTS_MAX) {
      return elements;
    }
    for (int i = 0; i < count(); i++) {
      @Nullable Element element = leafElement(i);
      if (element == null || (long) element.keyAt() + element.keyLength() > length) {
        return List.of();
      }
      elements.add(element);
    }
    return elements;
  }

  /** Key of a row of {@link #elements}. */
  String key(Element element) {
    return new String(
        array, offset + element.keyAt(), element.keyLength(), StandardCharsets.ISO_8859_1);
  }

  /** Value of a row, null if it lies outside. */
  @Nullable PageBytes value(Element element) {
    long at = (long) element.keyAt() + element.keyLength();
    return at + element.valueLength() > length
        ? null
        : new PageBytes(array, offset + (int) at, element.valueLength());
  }

  /** The main revision of a row's key that begins here, −1 if it is none. */
  long revision() {
    boolean isRevision = length >= 17 && byteAt(8) == '_';
    return isRevision ? bigLong() : -1;
  }

  /** Eight bytes, the highest first; 0 if there are fewer. */
  long bigLong() {
    return length >= 8 ? (long) BIG_LONG.get(array, offset) : 0;
  }

  /** As text. */
  String text() {
    return new String(array, offset, length, StandardCharsets.ISO_8859_1);
  }
}
