package io.keelson.node.wal;

import io.keelson.raft.HardState;

/**
 * What a log must know from its past to be continued.
 *
 * @param metadata whose log it is
 * @param hardState the last one written, empty if none
 * @param lastIndex index of the last entry or snapshot record
 */
record LogState(WalMetadata metadata, HardState hardState, long lastIndex) {}
