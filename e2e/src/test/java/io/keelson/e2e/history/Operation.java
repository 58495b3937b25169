package io.keelson.e2e.history;

/**
 * One call with its answer. Times are of one monotonic clock.
 *
 * @param client who called; a client calls one at a time
 */
public record Operation(
    int client, Call call, Answer answer, long invokedNanos, long returnedNanos) {
  public boolean isUnknown() {
    return answer instanceof Answer.Unknown;
  }
}
