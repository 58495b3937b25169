/**
 * The revisioned store: versions of keys, history, transactions, compaction and hashes, with etcd's
 * results bit for bit.
 *
 * <p>Layout. {@code CURRENT} has one row per live key with its newest version; {@code HISTORY} has
 * one row per change in the order of revisions, and each row names the change of the same key
 * before it; {@code DELETED} has one row per key whose newest change is a tombstone that is not
 * compacted yet. A read at the current revision walks {@code CURRENT} only. A read in the past
 * walks {@code CURRENT} and {@code DELETED} together and follows the chain of earlier changes where
 * the newest is too new. Compaction deletes what the rows since the last compaction name as their
 * predecessors. No key is kept in memory and none is read at start.
 */
@NullMarked
package io.keelson.node.mvcc;

import org.jspecify.annotations.NullMarked;
