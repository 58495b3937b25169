/**
 * The ordered store below everything durable: RocksDB, and nothing else in the node touches it.
 *
 * <p>There is no journal here. The Raft log is the journal: a batch holds data and the index of the
 * entry that made it, all tables are flushed together, and after a crash the store is exactly the
 * state at some applied index, from which the log is replayed.
 */
@NullMarked
package io.keelson.node.engine;

import org.jspecify.annotations.NullMarked;
