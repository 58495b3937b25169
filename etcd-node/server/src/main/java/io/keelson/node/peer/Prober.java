package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.node.log.Field;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether a member answers, how quickly, and whether its clock agrees. Lives on
 * the loop.
 */
final class Prober {
  private static final String PATH = "/raft/probing";
  private static final int ANSWER_BYTES_MAX = 4096;
  private static final Duration DRIFT_MAX = Duration.ofSeconds(1);

  /** Looks between two warnings about the same trouble. */
  private static final int QUIET_LOOKS = 8;

  private static final Pattern NOW = Pattern.compile("\"Now\"\\s*:\\s*\"([^\"]{1,64})\"");

  private final Link link;
  private final Dialler dialler;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable HttpCall running;
  private long roundTripNanos;
  private int looksUntilWarning;

  Prober(Link link, Dialler dialler) {
    this.link = link;
    this.dialler = dialler;
  }

  void start() {
    long period = link.settings().timing().probe().toNanos();
    timer = link.loop().scheduleAtFixedRate(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (running != null) {
      running.cancel();
    }
  }

  private void look() {
    Optional<PeerUrl> url = link.urls().pick();
    if (running != null || url.isEmpty()) {
      return;
    }
    FullHttpRequest request = HttpCall.request(HttpMethod.GET, url.get(), PATH, "", Bytes.EMPTY);
    running =
        HttpCall.of(request, ANSWER_BYTES_MAX, link.loop(), this::ended)
            .measuring(nanos -> roundTripNanos = nanos);
    running.start(dialler, url.get(), link.settings().timing().answer().toNanos());
  }

  private void ended(Outcome outcome) {
    running = null;
    if (timer == null) {
      return;
    }
    looksUntilWarning--;
    switch (outcome) {
      case Answered answer when answer.status() == 200 -> {
        link.settings().metrics().peerRoundTrip.with(link.idText()).observeNanos(roundTripNanos);
        compareClocks(answer.body().utf8());
      }
      case Answered answer -> unhealthy("unexpected http status " + answer.status());
      case Failed failure -> unhealthy(failure.error());
    }
  }

  private void unhealthy(String error) {
    if (looksUntilWarning <= 0) {
      looksUntilWarning = QUIET_LOOKS;
      link.log()
          .warn(
              "prober detected unhealthy status",
              Field.of("round-tripper-name", "ROUND_TRIPPER_RAFT_MESSAGE"),
              link.remoteField(),
              Field.nanos("rtt", roundTripNanos),
              Field.error(error));
    }
  }

  private void compareClocks(String body) {
    Matcher now = NOW.matcher(body);
    if (!now.find()) {
      return;
    }
    try {
      Instant theirs = OffsetDateTime.parse(now.group(1)).toInstant();
      Instant ours = link.settings().place().wallClock().instant();
      Duration drift = Duration.between(theirs, ours).minusNanos(roundTripNanos / 2);
      if (drift.abs().compareTo(DRIFT_MAX) > 0 && looksUntilWarning <= 0) {
        looksUntilWarning = QUIET_LOOKS;
        link.log()
            .warn(
                "prober found high clock drift",
                Field.of("round-tripper-name", "ROUND_TRIPPER_RAFT_MESSAGE"),
                link.remoteField(),
                Field.of("clock-drift", drift),
                Field.nanos("rtt", roundTripNanos));
      }
    } catch (DateTimeParseException notATime) {
      // Said by the other side; nothing depends on it.
      return;
    }
  }
}
