package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.apply.ApplyResult;
import io.keelson.node.command.Refusal;
import io.keelson.node.log.Log;
import io.keelson.node.log.LogConfig;
import io.keelson.node.log.LogEnvironment;
import io.keelson.node.log.LogFormat;
import io.keelson.node.log.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublicationTest {
  private static final int REFUSALS = 20;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  @TempDir private Path directory;

  /** Until then every request is refused at once: neither the log nor a processor may fill up. */
  @Test
  void waitsWhileMuchOfTheLogIsStillToBeApplied() throws Exception {
    Queue<ApplyResult> results = new ArrayDeque<>();
    for (int i = 0; i < REFUSALS; i++) {
      results.add(new ApplyResult.Refused(Refusal.TOO_MANY_REQUESTS));
    }
    results.add(new ApplyResult.Done());
    long start = System.nanoTime();
    publish(results);
    assertThat(results).isEmpty();
    assertThat(System.nanoTime() - start).isGreaterThan(REFUSALS * 1_000_000L);
    assertThat(text()).doesNotContain("failed to publish").contains("published local member");
  }

  @Test
  void tellsOfOtherFailuresAndGoesOn() throws Exception {
    publish(
        new ArrayDeque<>(
            List.of(new ApplyResult.Refused(Refusal.TIMEOUT), new ApplyResult.Done())));
    assertThat(text()).containsOnlyOnce("failed to publish").contains("published local member");
  }

  private void publish(Queue<ApplyResult> results) throws Exception {
    try (TestNode node = TestNode.start(directory);
        Log log = log()) {
      new Publication(
              node.node,
              (encode, completion) -> completion.complete(results.remove()),
              log.logger())
          .run();
    }
  }

  private Log log() throws IOException {
    return Log.open(
        new LogConfig(LogLevel.INFO, LogFormat.JSON, List.of("default"), null),
        new LogEnvironment(lines, lines, InstantSource.system(), ZoneOffset.UTC, Runnable::run));
  }

  private String text() {
    return lines.toString(StandardCharsets.UTF_8);
  }
}
