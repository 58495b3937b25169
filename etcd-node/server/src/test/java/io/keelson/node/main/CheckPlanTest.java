package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.ParseResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Data are compared unless the operator says otherwise. */
final class CheckPlanTest {
  private static CheckPlan plan(String... flags) {
    ParseResult result =
        new ConfigParser(Etcd.buildInfo(), path -> new byte[0]).parse(List.of(flags), Map.of());
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    return CheckPlan.of(((ParseResult.Run) result).config());
  }

  @Test
  void everythingIsOnByDefault() {
    assertThat(plan()).isEqualTo(new CheckPlan(true, Duration.ofMinutes(1), Duration.ofHours(12)));
  }

  @Test
  void flagsAndGatesOverride() {
    assertThat(plan("--corrupt-check-time=0s", "--compact-hash-check-time=7s"))
        .isEqualTo(new CheckPlan(true, Duration.ofSeconds(7), Duration.ZERO));
    assertThat(plan("--experimental-corrupt-check-time=0s").everything()).isZero();
    assertThat(
            plan("--feature-gates=InitialCorruptCheck=false,CompactHashCheck=false")
                .compactionHashes())
        .isZero();
    assertThat(plan("--feature-gates=AllAlpha=false"))
        .isEqualTo(new CheckPlan(false, Duration.ZERO, Duration.ofHours(12)));
    assertThat(plan("--feature-gates=InitialCorruptCheck=true", "--corrupt-check-time=5m"))
        .isEqualTo(new CheckPlan(true, Duration.ofMinutes(1), Duration.ofMinutes(5)));
  }
}
