package io.keelson.node.bolt;

/** A bucket to be written. */
public interface BucketSource {
  /** Its name. */
  byte[] name();

  /**
   * A walk over its rows in ascending order of key, compared as unsigned bytes. Called once per
   * pass; each walk must give the same rows.
   */
  RowCursor rows();

  /** Walks the rows upwards; starts before the first. */
  interface RowCursor extends AutoCloseable {
    /** Moves to the next row; false at the end. */
    boolean next();

    /** Key of this row, an array that nobody changes. */
    byte[] key();

    /** Value of this row. */
    byte[] value();

    /** Length of this row's value; all that the first pass asks of values. */
    default int valueLength() {
      return value().length;
    }

    /** Copies this row's value, all of it. */
    default void copyValue(byte[] target, int offset) {
      byte[] value = value();
      System.arraycopy(value, 0, target, offset, value.length);
    }

    @Override
    void close();
  }
}
