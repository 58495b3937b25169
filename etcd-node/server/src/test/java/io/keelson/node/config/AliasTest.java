package io.keelson.node.config;

import static io.keelson.node.config.Parsing.config;
import static io.keelson.node.config.Parsing.error;
import static io.keelson.node.config.Parsing.messages;
import static io.keelson.node.config.Parsing.parse;
import static io.keelson.node.config.Parsing.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AliasTest {

  @Test
  void oldNamesWorkAndWarn() {
    ParseResult result =
        parse(
            Map.of("ETCD_EXPERIMENTAL_CORRUPT_CHECK_TIME", "4h"),
            "--experimental-initial-corrupt-check=true",
            "--experimental-watch-progress-notify-interval=5s");
    ServerConfig config = config(result);
    assertThat(config.features().isOn(FeatureGate.INITIAL_CORRUPT_CHECK)).isTrue();
    assertThat(config.limits().watchProgressInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.observability().checks().corruptCheckInterval())
        .isEqualTo(Duration.ofHours(4));
    assertThat(messages(result))
        .contains(
            "--experimental-corrupt-check-time was deprecated in 3.6 and removed in 3.7. Use"
                + " '--corrupt-check-time' instead.",
            "--experimental-initial-corrupt-check was deprecated in 3.6 and removed in 3.7. Use"
                + " '--feature-gates=InitialCorruptCheck=true' instead.");
  }

  @Test
  void oldNamesWorkInTheFile() {
    ServerConfig config =
        Parsing.runFile(
            """
            experimental-snapshot-catch-up-entries: 7
            experimental-peer-skip-client-san-verification: true
            experimental-enable-lease-checkpoint: true
            """);
    assertThat(config.raft().snapshotCatchUpEntries()).isEqualTo(7);
    assertThat(config.security().peer().skipClientSanVerification()).isTrue();
    assertThat(config.features().isOn(FeatureGate.LEASE_CHECKPOINT)).isTrue();
  }

  @Test
  void oldAndNewNameTogetherAreRefused() {
    assertThat(error("--experimental-memory-mlock", "--memory-mlock"))
        .isEqualTo(
            "cannot set --experimental-memory-mlock and --memory-mlock at the same time, please"
                + " use --memory-mlock only");
    assertThat(
            error(
                "--experimental-compact-hash-check-enabled",
                "--feature-gates=CompactHashCheck=false"))
        .isEqualTo(
            "cannot specify both flags: --experimental-compact-hash-check-enabled=true and"
                + " --feature-gates=CompactHashCheck=false at the same time, please just use"
                + " --feature-gates=CompactHashCheck=true");
  }

  @Test
  void everyOldFlagOf36IsKnown() {
    List<String> names =
        List.of(
            "bootstrap-defrag-threshold-megabytes",
            "compact-hash-check-enabled",
            "compact-hash-check-time",
            "compaction-batch-limit",
            "compaction-sleep-interval",
            "corrupt-check-time",
            "distributed-tracing-address",
            "distributed-tracing-instance-id",
            "distributed-tracing-sampling-rate",
            "distributed-tracing-service-name",
            "downgrade-check-time",
            "enable-distributed-tracing",
            "enable-lease-checkpoint",
            "enable-lease-checkpoint-persist",
            "enable-v2v3",
            "initial-corrupt-check",
            "memory-mlock",
            "peer-skip-client-san-verification",
            "snapshot-catchup-entries",
            "stop-grpc-service-on-defrag",
            "txn-mode-write-with-shared-buffer",
            "warning-apply-duration",
            "warning-unary-request-duration",
            "watch-progress-notify-interval");
    for (String name : names) {
      assertThat(FlagTable.named("experimental-" + name)).as(name).isPresent();
    }
  }

  @Test
  void theOnesThatMeanNothingAreIgnored() {
    assertThat(run("--experimental-enable-v2v3=/x").member().name()).isEqualTo("default");
  }
}
