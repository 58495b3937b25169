package io.keelson.node.mvcc;

/**
 * Position of a change: the transaction it belongs to and its place in it.
 *
 * @param main revision of the transaction, from 2 on
 * @param sub place within the transaction, from 0 on
 */
public record Revision(long main, int sub) implements Comparable<Revision> {
  private static final int ENCODED_BYTES = 12;

  /** The form in which rows are ordered: main and sub, big-endian. */
  byte[] encode() {
    return encode(main, sub);
  }

  static byte[] encode(long main, int sub) {
    byte[] encoded = new byte[ENCODED_BYTES];
    BigEndian.putLong(encoded, 0, main);
    BigEndian.putInt(encoded, 8, sub);
    return encoded;
  }

  static Revision decode(byte[] encoded, int offset) {
    return new Revision(BigEndian.getLong(encoded, offset), BigEndian.getInt(encoded, offset + 8));
  }

  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Integer.compare(sub, other.sub);
  }
}
