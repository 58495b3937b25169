package io.keelson.operator.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions mean what users of CronJobs expect, and moments what the zones make of them. */
final class TimetableTest {
  private static List<Instant> after(Timetable times, String from, int count) {
    List<Instant> found = new ArrayList<>();
    Instant last = Instant.parse(from);
    for (int i = 0; i < count; i++) {
      last = times.next(last).orElseThrow();
      found.add(last);
    }
    return found;
  }

  /** Another library reads these the same way; others it refuses, or reads oddly. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/15 * * * *",
        "5/10 * * * *",
        "0-30/7 3 * * *",
        "0 9 * * MON-FRI",
        "0 9 * * 7",
        "0 9 * JAN,jul sun",
        "0 0 13 * 5",
        "0 0 */2 * MON",
        "0 0 29 2 *",
        "0 0 * * 5-7",
        "0 0 * * FRI-SUN",
        "1,2,3-5/2,*/20 * * * *"
      })
  void agreesWithAnotherReader(String text) throws BadScheduleException {
    ExecutionTime theirs =
        ExecutionTime.forCron(
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text));
    ZonedDateTime expected = LocalDateTime.of(2026, 1, 1, 0, 0).atZone(ZoneOffset.UTC);
    for (Instant ours : after(Timetable.parse(text, "UTC"), "2026-01-01T00:00:00Z", 20)) {
      expected = theirs.nextExecution(expected).orElseThrow();
      assertThat(ours).isEqualTo(expected.toInstant());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 * * SUN-TUE, 2026-01-04T00:00:00Z",
    "0 0 ? * 1, 2026-01-05T00:00:00Z",
    "0 0 * * 0-0, 2026-01-04T00:00:00Z",
    "@weekly, 2026-01-04T00:00:00Z",
    "@yearly, 2027-01-01T00:00:00Z",
    "@hourly, 2026-01-01T01:00:00Z"
  })
  void readsWhatUsersWrite(String text, Instant first) throws BadScheduleException {
    assertThat(Timetable.parse(text, "UTC").next(Instant.parse("2026-01-01T00:00:00Z")))
        .contains(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 * * * *|numbers from 0 to 59",
        "* * * *|needs five fields",
        "* * * * * *|needs five fields",
        "@reboot|no macro that is known",
        "*/0 * * * *|a step from 1 to 59",
        "30-10 * * * *|ends before it begins",
        "0 0 L * *|numbers from 1 to 31",
        "0 0 * * MON#2|names from SUN to SAT",
        "1-2-3 * * * *|is not a range",
        "1/2/3 * * * *|more than one step",
        "CRON_TZ=UTC 0 0 * * *|spec.timeZone",
        "0 0 30 2 *|a day that no year has",
        "0 0 31 4,6 *|a day that no year has"
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Timetable.parse(text, "UTC"))
        .isInstanceOf(BadScheduleException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Local", "+02:00", "Europe/Atlantis", "UTC+1"})
  void refusesWhatIsNoTimeZone(String zone) {
    assertThatThrownBy(() -> Timetable.parse("@daily", zone))
        .isInstanceOf(BadScheduleException.class)
        .hasMessageContaining("IANA");
  }

  @Test
  void skippedTimesAreOneMomentAndRepeatedOnesTheFirst() throws BadScheduleException {
    Timetable often = Timetable.parse("*/30 1-3 * * *", "Europe/Berlin");
    assertThat(after(often, "2026-03-29T00:00:00Z", 4))
        .containsExactly(
            Instant.parse("2026-03-29T00:30:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"), // 02:00, 02:30 and 03:00
            Instant.parse("2026-03-29T01:30:00Z"),
            Instant.parse("2026-03-29T23:00:00Z"));
    assertThat(after(often, "2026-10-25T00:00:00Z", 3))
        .containsExactly(
            Instant.parse("2026-10-25T00:30:00Z"), // 02:30 the first time
            Instant.parse("2026-10-25T02:00:00Z"), // 03:00
            Instant.parse("2026-10-25T02:30:00Z"));
  }

  @Test
  void findsTheLatest() throws BadScheduleException {
    for (String text : List.of("* * * 1 *", "*/7 3 * * *", "0 0 29 2 *", "@monthly")) {
      Timetable times = Timetable.parse(text, "America/New_York");
      Instant now = Instant.parse("2026-07-14T12:34:56Z");
      Instant latest = times.latest(now).orElseThrow();
      assertThat(latest).isBeforeOrEqualTo(now);
      assertThat(times.next(latest).orElseThrow()).isAfter(now);
      assertThat(times.latest(latest)).contains(latest);
    }
  }

  @Test
  void jitterIsTheSameEachTimeAndNeverReachesTheNext() throws BadScheduleException {
    Timetable times = Timetable.parse("*/10 * * * *", "UTC");
    Timing one = new Timing(times, "a", Duration.ofHours(1), Duration.ofMinutes(10));
    Timing other = new Timing(times, "b", Duration.ofHours(1), Duration.ofMinutes(10));
    List<Instant> scheduled = after(times, "2026-01-01T00:00:00Z", 50);
    assertThat(scheduled)
        .allSatisfy(
            time -> {
              assertThat(one.start(time)).isEqualTo(one.start(time));
              assertThat(Duration.between(time, one.start(time)))
                  .isBetween(Duration.ZERO, Duration.ofSeconds(599));
            });
    assertThat(scheduled).anyMatch(time -> !one.start(time).equals(other.start(time)));
  }
}
