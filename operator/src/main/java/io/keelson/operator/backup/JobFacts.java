package io.keelson.operator.backup;

import io.keelson.operator.resource.JobOrder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of a job of a backup and of its pod.
 *
 * @param number counts the jobs of one backup, from 1
 * @param terminating it is being deleted
 * @param failure why Kubernetes gave it up, such as {@code DeadlineExceeded}; else empty
 * @param created by the clock of the API server
 * @param activeSeconds after which Kubernetes ends it
 * @param hasPod a pod was made for it and is still there
 * @param trouble what keeps its pod from running
 * @param ended what became of its containers that ended, by name
 */
public record JobFacts(
    String name,
    JobOrder.Purpose purpose,
    int number,
    boolean terminating,
    State state,
    String failure,
    Instant created,
    long activeSeconds,
    boolean hasPod,
    Optional<Trouble> trouble,
    Map<String, Outcome> ended) {
  public JobFacts {
    ended = Map.copyOf(ended);
  }

  /** How far a job is. */
  public enum State {
    RUNNING,
    COMPLETE,
    FAILED
  }

  /**
   * A container that ended.
   *
   * @param message what it left as its result
   * @param reason what Kubernetes says, such as {@code OOMKilled}
   */
  public record Outcome(int exitCode, String message, String reason) {}
}
