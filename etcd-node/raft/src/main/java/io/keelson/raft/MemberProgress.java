package io.keelson.raft;

import io.keelson.raft.tracker.Progress;

/**
 * What a leader knows of a member, itself included.
 *
 * @param id the member
 * @param matchIndex highest index that the member is known to hold durably
 * @param isLearner whether the member only receives
 * @param isRecentlyActive whether the member was heard of since the leader last looked, which it
 *     does once in an election timeout
 * @param state how entries are sent to it
 */
public record MemberProgress(
    long id, long matchIndex, boolean isLearner, boolean isRecentlyActive, Progress.State state) {}
