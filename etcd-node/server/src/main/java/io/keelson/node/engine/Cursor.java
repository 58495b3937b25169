package io.keelson.node.engine;

/**
 * Walks a table upwards within bounds. Starts before the first row. One thread at a time.
 *
 * <p>A row that cannot be read because the store is damaged ends the walk with {@link
 * EngineException}, never as if the end were reached.
 */
public interface Cursor extends AutoCloseable {
  /** Moves to the next row, at first to the first; false at the end. */
  boolean next();

  /** Jumps to the first row at or after a key (within the bounds); false if there is none. */
  boolean seek(byte[] key);

  /** Key of this row, a fresh array. */
  byte[] key();

  /** Value of this row, a fresh array. */
  byte[] value();

  /**
   * Copies as much of this row's value as fits.
   *
   * @return the value's full length, which may be more than was copied
   */
  int value(byte[] target, int offset, int length);

  @Override
  void close();
}
