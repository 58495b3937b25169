package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Three members started at once serve soon. Prints the time until all of them answer linearizable
 * reads. {@code -Dstart.limit.ms=4000} for the bound on an idle machine with two cores, {@code
 * -Dsubject=3.7} to check the test against upstream.
 */
final class ClusterStartIT {
  private static final Duration LIMIT = Duration.ofMillis(Long.getLong("start.limit.ms", 60_000));

  @Test
  void threeAtOnce() throws Exception {
    long start = System.nanoTime();
    ClusterLayout.of(3, Requires::subject)
        .run(
            cluster -> {
              Duration took = Duration.ofNanos(System.nanoTime() - start);
              IO.println(
                  "%s: three members serve after %d ms"
                      .formatted(cluster.member(0).process().label(), took.toMillis()));
              assertThat(took).isLessThanOrEqualTo(LIMIT);
            });
  }
}
