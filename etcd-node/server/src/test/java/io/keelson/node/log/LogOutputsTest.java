package io.keelson.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogOutputsTest {
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @Test
  void writesToAllThatAreNamedOnce(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("log.json");
    Files.writeString(file, "before\n");
    try (Log log = open(List.of("stderr", file.toString(), "stdout", "stderr"), null)) {
      log.logger().info("hello");
    }
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    assertThat(stdout.toByteArray()).isEqualTo(stderr.toByteArray());
    assertThat(Files.readString(file))
        .isEqualTo("before\n" + stderr.toString(StandardCharsets.UTF_8));
  }

  @Test
  void fallsBackFromTheJournalToStandardError() throws IOException {
    try (Log log = open(List.of("systemd/journal"), null)) {
      log.logger().info("hello");
    }
    assertThat(stderr.size()).isPositive();
  }

  @Test
  void theNullDeviceSilencesAll() throws IOException {
    try (Log log = open(List.of("stderr", "/dev/null"), null)) {
      log.logger().info("hello");
      assertThat(log.logger().isEnabled(LogLevel.FATAL)).isFalse();
    }
    assertThat(stderr.size()).isZero();
  }

  @Test
  void refusesCombinationsThatEtcdRefuses(@TempDir Path directory) {
    RotationConfig rotation = RotationConfig.parse("{}");
    assertThatThrownBy(() -> open(List.of("default", "stdout"), null))
        .hasMessage("multi logoutput for \"default\" is not supported yet");
    assertThatThrownBy(() -> open(List.of("systemd/journal", "stdout"), null))
        .hasMessageStartingWith("running with systemd/journal but other '--log-outputs' values")
        .hasMessageContaining("([\"systemd/journal\" \"stdout\"])");
    assertThatThrownBy(() -> open(List.of("stderr"), rotation))
        .hasMessageStartingWith("--log-outputs requires a single file path");
    assertThatThrownBy(() -> open(List.of("/a", "/b"), rotation))
        .hasMessageStartingWith("--log-outputs requires a single file path");
    assertThatThrownBy(() -> open(List.of(directory.resolve("no/such").toString()), null))
        .isInstanceOf(IOException.class);
  }

  @Test
  void readsLevelsAndFormats() {
    assertThat(LogLevel.parse("")).isEqualTo(LogLevel.INFO);
    assertThat(LogLevel.parse("WARN")).isEqualTo(LogLevel.WARN);
    assertThat(LogLevel.parse("dpanic")).isEqualTo(LogLevel.DPANIC);
    assertThatThrownBy(() -> LogLevel.parse("loud")).hasMessage("unrecognized level: \"loud\"");
    assertThat(LogFormat.parse("console")).isEqualTo(LogFormat.CONSOLE);
    assertThatThrownBy(() -> LogFormat.parse("xml"))
        .hasMessage("unknown log format: xml, supported values json, console");
  }

  @Test
  void readsRotationConfigurations() {
    assertThat(
            RotationConfig.parse(
                "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false,"
                    + " \"compress\": false}"))
        .isEqualTo(new RotationConfig(100, 0, 0, false, false));
    assertThat(
            RotationConfig.parse(
                " {\"MaxSize\":1, \"filename\" : \"a\\u0041\\n\", \"maxage\":null,"
                    + "\"compress\":true }\n"))
        .isEqualTo(new RotationConfig(1, 0, 0, false, true));
    for (String text : List.of("", "{", "{\"a\"}", "[]", "{} x", "{\"a\":tru}", "{\"\\q\":1}")) {
      assertThatThrownBy(() -> RotationConfig.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("improperly formatted log rotation config: ");
    }
    for (String text : List.of("{\"maxsize\":\"1\"}", "{\"maxage\":1.5}", "{\"compress\":1}")) {
      assertThatThrownBy(() -> RotationConfig.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("invalid log rotation config: ");
    }
  }

  private Log open(List<String> outputs, @Nullable RotationConfig rotation) throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return Log.open(
        new LogConfig(LogLevel.INFO, LogFormat.JSON, outputs, rotation),
        new LogEnvironment(stdout, stderr, clock, ZoneOffset.UTC, Runnable::run));
  }
}
