package io.keelson.node.wal;

/**
 * Whose log it is; stands at the head of each segment.
 *
 * @param nodeId the member, never 0
 * @param clusterId its cluster
 */
public record WalMetadata(long nodeId, long clusterId) {}
