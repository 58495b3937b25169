package io.keelson.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value store with atomic batches and consistent views.
 *
 * <p>Every method may throw {@link EngineException}; after one from {@link #write} nothing more may
 * be written.
 */
public interface Engine extends AutoCloseable {
  /** An empty batch for reuse. */
  Batch newBatch();

  /** Applies a batch atomically and empties it. The writer's thread only. */
  void write(Batch batch);

  /** The store as it is now, with one reference for the caller. */
  View view();

  /** Value of a key in the part of the store that a crash cannot take away, or null. Any thread. */
  byte @Nullable [] getDurable(Table table, byte[] key);

  /** Starts making everything written so far durable; waits for the end if told to. Any thread. */
  void flush(boolean isWaiting);

  /**
   * Rewrites all files so that what was deleted takes no space. Long; reads and writes go on. Any
   * thread. Ends early after {@link #stopReclaiming}.
   */
  void reclaim();

  /** Lets {@link #reclaim} end early, now and whenever it is called again. Any thread. */
  void stopReclaiming();

  /** Bytes on disk and in memory that the store takes now. Any thread. */
  long sizeBytes();

  /** Estimate of the bytes that live rows take. Any thread. */
  long liveBytes();

  @Override
  void close();
}
