package io.keelson.operator.status;

import io.keelson.operator.api.BeaconPoint;
import io.keelson.operator.api.BeaconStatus;
import io.keelson.operator.api.LossBound;
import io.keelson.operator.plan.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is lost with a quorum. While the cluster serves, a beacon keeps how far it was; when a
 * single member goes on, what the beacon knew beyond that member is lost, and what was written
 * after the beacon may be.
 */
final class Losses {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration PEAK_LASTS = Duration.ofHours(1);
  private static final int RECENT_MAX = 6;

  private Losses() {}

  /**
   * The beacon after a poll that found somebody who serves. The same as before while nothing was
   * written, or within ten seconds.
   *
   * @param furthest of those who serve, the one whose log reaches furthest
   * @param voters members with a vote
   */
  static BeaconStatus beacon(
      @Nullable BeaconStatus before, Poll furthest, int voters, Instant now) {
    String revision = Long.toString(furthest.revision());
    String index = Long.toString(furthest.raftIndex());
    String term = Long.toString(furthest.term());
    if (before == null || before.time() == null) {
      return new BeaconStatus(
          now.toString(), revision, index, term, voters, 0L, now.toString(), List.of());
    }
    Instant last = Instant.parse(before.time());
    // The log alone grows at rest, too: a question for alarms is an entry of it.
    boolean same = revision.equals(before.revision()) && Objects.equals(before.voters(), voters);
    if (same || last.plus(PERIOD).isAfter(now)) {
      return before;
    }
    long more = Math.max(0, furthest.revision() - number(before.revision()));
    // A poll that finds nothing new is not written down, so what is new came within one period.
    long rate = Math.ceilDiv(more, PERIOD.toSeconds());
    long peak = Objects.requireNonNullElse(before.peakPerSecond(), 0L);
    boolean stale =
        before.peakTime() == null
            || Instant.parse(before.peakTime()).plus(PEAK_LASTS).isBefore(now);
    boolean higher = rate >= peak || stale;
    List<BeaconPoint> recent = new ArrayList<>();
    recent.add(new BeaconPoint(before.time(), Objects.requireNonNullElse(before.revision(), "0")));
    before.recent().stream().limit(RECENT_MAX - 1L).forEach(recent::add);
    return new BeaconStatus(
        now.toString(),
        revision,
        index,
        term,
        voters,
        higher ? rate : peak,
        higher ? now.toString() : before.peakTime(),
        recent);
  }

  /**
   * The bound, when a member goes on alone.
   *
   * @param survivor what the member said last, if it does
   * @param lost when the quorum was lost, at the latest
   */
  static LossBound bound(@Nullable BeaconStatus beacon, Optional<Poll> survivor, Instant lost) {
    if (beacon == null || beacon.time() == null) {
      return new LossBound(
          null, null, "not known: no beacon was written while the cluster had a quorum");
    }
    if (survivor.isEmpty()) {
      return new LossBound(
          null,
          null,
          "not known: the member did not answer; the last beacon was at revision %s at %s"
              .formatted(beacon.revision(), beacon.time()));
    }
    long had = survivor.get().revision();
    Instant at = Instant.parse(beacon.time());
    long window = Math.max(0, Math.ceilDiv(Duration.between(at, lost).toMillis(), 1_000L));
    long behind = Math.max(0, number(beacon.revision()) - had);
    long rate = Objects.requireNonNullElse(beacon.peakPerSecond(), 0L);
    long revisions = behind + rate * window;
    return new LossBound(
        Long.toString(revisions),
        seconds(beacon, had, lost).orElse(null),
        ("the beacon of %s was at revision %s and the member is at %d: %d revisions; in the %d s"
                + " from then until the quorum was missed, at most %d revisions a second as in the"
                + " hour before")
            .formatted(beacon.time(), beacon.revision(), had, behind, window, rate));
  }

  /** Since the last moment that is known to be all on the member. */
  private static Optional<Long> seconds(BeaconStatus beacon, long had, Instant lost) {
    List<BeaconPoint> points = new ArrayList<>();
    points.add(
        new BeaconPoint(
            Objects.requireNonNull(beacon.time()),
            Objects.requireNonNullElse(beacon.revision(), "0")));
    points.addAll(beacon.recent());
    return points.stream()
        .filter(point -> number(point.revision()) <= had)
        .findFirst()
        .map(point -> Math.max(0, Duration.between(Instant.parse(point.time()), lost).toSeconds()));
  }

  private static long number(@Nullable String text) {
    return text == null || !text.matches("[0-9]{1,18}") ? 0 : Long.parseLong(text);
  }
}
