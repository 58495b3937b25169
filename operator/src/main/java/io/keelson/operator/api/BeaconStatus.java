package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the cluster was when it last told. What is lost with a quorum is judged by it. It is
 * written at most every 10 s, and not while nothing is written to the cluster.
 *
 * @param voters members with a vote
 * @param peakPerSecond the most revisions in a second, of the last hour
 * @param peakTime when that was
 * @param recent earlier ones, the newest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BeaconStatus(
    @Nullable @Size(max = 40) String time,
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 20) String raftIndex,
    @Nullable @Size(max = 20) String term,
    @Nullable Integer voters,
    @Nullable Long peakPerSecond,
    @Nullable @Size(max = 40) String peakTime,
    @Size(max = 6) List<BeaconPoint> recent) {
  /** Puts the schema's default wherever nothing is given. */
  public BeaconStatus {
    recent = Given.list(recent);
  }
}
