package io.keelson.node.edge;

import io.keelson.node.agent.Latest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header, formatted once per second. */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final Latest<Formatted> latest = new Latest<>(new Formatted(Long.MIN_VALUE, ""));

  private record Formatted(long epochSecond, String text) {}

  HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  String now() {
    Instant instant = clock.instant();
    Formatted last = latest.get();
    if (last.epochSecond() != instant.getEpochSecond()) {
      last = new Formatted(instant.getEpochSecond(), FORMAT.format(instant));
      latest.publish(last);
    }
    return last.text();
  }
}
