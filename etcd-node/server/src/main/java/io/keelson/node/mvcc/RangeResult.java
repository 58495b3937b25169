package io.keelson.node.mvcc;

/**
 * What a range found besides the key-values, which went to the sink.
 *
 * @param count live keys in the range at the revision, whatever the limit and the filters
 * @param returned key-values given to the sink
 * @param isMore whether the limit cut some off
 */
public record RangeResult(long count, long returned, boolean isMore) {}
