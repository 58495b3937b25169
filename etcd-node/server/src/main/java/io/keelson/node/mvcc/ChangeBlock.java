package io.keelson.node.mvcc;

import java.util.List;

/**
 * What the transactions of one batch changed, in the order of their revisions.
 *
 * @param firstRevision first revision of the batch
 * @param lastRevision last revision of the batch
 * @param changes the changes; empty if the block is not complete
 * @param isComplete whether the changes are here; if not, they are to be read from history
 * @param bytes memory that the changes hold, about
 */
public record ChangeBlock(
    long firstRevision, long lastRevision, List<Change> changes, boolean isComplete, long bytes) {}
