package io.keelson.raft;

/**
 * Answer to {@link Input.ReadRequested}.
 *
 * @param requestId the request's id
 * @param index a state that has applied this index includes every write acknowledged before the
 *     request came
 */
public record ReadState(long requestId, long index) {}
