package io.keelson.node.mvcc;

/**
 * A hash over history, comparable between members.
 *
 * @param hash CRC-32C, as an unsigned number
 * @param compactRevision compact revision it was computed with, −1 for none
 * @param revision last revision it covers
 */
public record KeyValueHash(long hash, long compactRevision, long revision) {}
