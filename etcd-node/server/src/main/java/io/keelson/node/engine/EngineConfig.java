package io.keelson.node.engine;

import java.nio.file.Path;

/**
 * Settings of the store.
 *
 * @param directory where its files are; created if absent
 * @param memoryBytes budget of the block cache, memtables included
 * @param memtableBytes memtable size at which the store flushes; bounds what a restart replays
 * @param backgroundThreads threads for flush and compaction
 * @param isMergingAtOnce whether files are merged in the background from the beginning, or only
 *     from {@link Engine#startMerging} on
 */
public record EngineConfig(
    Path directory,
    long memoryBytes,
    long memtableBytes,
    int backgroundThreads,
    boolean isMergingAtOnce) {
  /** Settings of a store whose files are merged from the beginning. */
  public EngineConfig(Path directory, long memoryBytes, long memtableBytes, int backgroundThreads) {
    this(directory, memoryBytes, memtableBytes, backgroundThreads, true);
  }
}
