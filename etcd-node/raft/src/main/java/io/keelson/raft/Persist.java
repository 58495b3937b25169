package io.keelson.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Must be on disk, in the order of the numbers, before {@link Input.Persisted} is given back.
 *
 * @param number counts up by one from 1
 * @param hardState new hard state, or null if it did not change
 * @param snapshot a state machine received from the leader, whose record goes before the entries
 *     and after which what the log held no longer counts; or null
 * @param entries entries to append; they replace what the log holds from their first index on
 * @param replies messages that may leave only after everything here and in all persists before is
 *     durable
 * @param mustSync false when there is nothing to write, only replies that wait for what is being
 *     written before
 */
public record Persist(
    long number,
    @Nullable HardState hardState,
    @Nullable SnapshotMeta snapshot,
    List<Entry> entries,
    List<Message> replies,
    boolean mustSync) {}
