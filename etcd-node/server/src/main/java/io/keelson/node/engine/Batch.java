package io.keelson.node.engine;

/**
 * Changes that become visible and durable together or not at all. Reused by its owner: {@link
 * Engine#write} empties it. One thread.
 */
public interface Batch {
  /** Sets a key. The arrays are not kept. */
  void put(Table table, byte[] key, byte[] value);

  /** Removes a key; one that is not there does no harm. */
  void delete(Table table, byte[] key);

  /** Approximate size in bytes. */
  long sizeBytes();

  /** Whether it holds nothing. */
  boolean isEmpty();
}
