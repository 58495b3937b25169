/**
 * The container format of bbolt, the one-file store of upstream's snapshots: ordered buckets of
 * keys in B+ trees of pages. Knows nothing of what is in the buckets.
 *
 * <p>{@link io.keelson.node.bolt.BoltFile} reads and trusts nothing it reads; {@link
 * io.keelson.node.bolt.BoltWriter} writes a whole file from its first byte to its last. Numbers of
 * the container are little-endian.
 */
@NullMarked
package io.keelson.node.bolt;

import org.jspecify.annotations.NullMarked;
