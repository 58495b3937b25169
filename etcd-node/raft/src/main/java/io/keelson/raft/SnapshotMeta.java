package io.keelson.raft;

/**
 * What Raft has to know of a saved state machine (raftpb.SnapshotMetadata).
 *
 * @param index last entry whose effects it holds
 * @param term term of that entry
 * @param confState configuration at that entry
 */
public record SnapshotMeta(long index, long term, ConfState confState) {}
