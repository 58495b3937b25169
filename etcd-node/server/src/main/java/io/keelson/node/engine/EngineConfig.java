package io.keelson.node.engine;

import java.nio.file.Path;

/**
 * Settings of the store.
 *
 * @param directory where its files are; created if absent
 * @param memoryBytes budget of the block cache, memtables included
 * @param memtableBytes memtable size at which the store flushes; bounds what a restart replays
 * @param backgroundThreads threads for flush and compaction
 */
public record EngineConfig(
    Path directory, long memoryBytes, long memtableBytes, int backgroundThreads) {}
