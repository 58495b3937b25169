package io.keelson.raft;

/**
 * One step of a {@link ConfChangeV2}.
 *
 * @param type what happens to the member
 * @param nodeId the member; 0 makes the step one without effect
 */
public record ConfChangeSingle(ConfChange.Type type, long nodeId) {}
