package io.keelson.node.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
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
   * From now on files are merged in the background, if they were not already: what merging an
   * earlier process left undone must not take the processors from a start. Any thread.
   */
  void startMerging();

  /**
   * Reads everything on disk and compares checksums. Long; any thread.
   *
   * @throws EngineException if something is damaged
   */
  void verify();

  /**
   * Rewrites all files so that what was deleted takes no space. Long; reads and writes go on. Any
   * thread. Ends early after {@link #stopReclaiming}.
   */
  void reclaim();

  /** Lets {@link #reclaim} end early, now and whenever it is called again. Any thread. */
  void stopReclaiming();

  /**
   * Goes on with the store in another folder: all that is called from now on works on that one.
   * Views taken before stay as they were. Batches made before are of no use any more, and what was
   * not flushed is given up. The writer's thread only.
   *
   * @param directory a complete store, written through an engine that was closed
   * @param retirement runs what closes the old store and deletes its folder, as soon as nobody has
   *     a view of it; that takes long. May refuse: then the folder stays
   * @throws IOException if the directory cannot be used; nothing has changed then
   * @throws EngineException if the other store cannot be opened; nothing has changed then
   */
  void replaceWith(Path directory, Executor retirement) throws IOException;

  /** Bytes on disk and in memory that the store takes now. Any thread. */
  long sizeBytes();

  /** Estimate of the bytes that live rows take. Any thread. */
  long liveBytes();

  @Override
  void close();
}
