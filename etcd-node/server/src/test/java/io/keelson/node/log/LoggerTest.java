package io.keelson.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoggerTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T03:46:00.1234567Z"));

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @Test
  void writesJsonWithKeysInOrder() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.JSON).logger();
    logger.info(
        "starting",
        Field.of("name", "m1"),
        Field.of("count", 7),
        Field.unsigned("streams", -1),
        Field.of("ratio", 0.25),
        Field.of("ready", false),
        Field.of("election-timeout", Duration.ofSeconds(1)),
        Field.nanos("took", 28_353),
        Field.hex("local-member-id", 0x628170c800dbceeL),
        Field.of("urls", List.of("http://a", "http://b")),
        Field.of("none", List.of()),
        Field.nested("size", Field.of("bytes", 1), Field.of("text", "1 B")),
        Field.error(new IOException("closed")));
    assertThat(withoutLineNumber(text()))
        .isEqualTo(
            "{\"level\":\"info\",\"ts\":\"2026-11-21T03:46:00.123456Z\","
                + "\"caller\":\"log/LoggerTest.java:N\",\"msg\":\"starting\",\"name\":\"m1\","
                + "\"count\":7,\"streams\":18446744073709551615,\"ratio\":0.25,\"ready\":false,"
                + "\"election-timeout\":\"1s\",\"took\":\"28.353µs\","
                + "\"local-member-id\":\"628170c800dbcee\",\"urls\":[\"http://a\",\"http://b\"],"
                + "\"none\":[],\"size\":{\"bytes\":1,\"text\":\"1 B\"},\"error\":\"closed\"}\n");
  }

  @Test
  void writesConsoleColumns() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.CONSOLE).logger();
    logger.info("plain");
    logger.named("raft").warn("with", Field.of("a", 1), Field.of("b", List.of("x", "y")));
    logger.info("deep", Field.nested("n", Field.of("a", true), Field.of("b", "c")));
    assertThat(withoutLineNumber(text()))
        .isEqualTo(
            "2026-11-21T03:46:00.123456Z\tinfo\tlog/LoggerTest.java:N\tplain\n"
                + "2026-11-21T03:46:00.123456Z\twarn\traft\tlog/LoggerTest.java:N\twith\t"
                + "{\"a\": 1, \"b\": [\"x\", \"y\"]}\n"
                + "2026-11-21T03:46:00.123456Z\tinfo\tlog/LoggerTest.java:N\tdeep\t"
                + "{\"n\": {\"a\": true, \"b\": \"c\"}}\n");
  }

  /** The keys in the order in which etcd writes them, on lines made up after its pattern. */
  @Test
  void keepsTheOrderOfKeysOfTheReference() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.JSON).logger();
    logger
        .named("raft")
        .with(Field.of("cluster-id", "1"))
        .error("went wrong", Field.error("mux: server closed"));
    assertThat(keys(text()))
        .containsExactly(
            "level", "ts", "logger", "caller", "msg", "cluster-id", "error", "stacktrace");
    assertThat(text())
        .contains("io.keelson.node.log.LoggerTest.keepsTheOrderOfKeysOfTheReference\\n\\tlog/");
  }

  @Test
  void escapesOnlyWhatJsonRequires() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.JSON).logger();
    logger.info("<&>'\u007f é \ud83d\ude00", Field.of("k", "\"\\\n\r\t\b\u0001\u001f\ud800x"));
    assertThat(text())
        .contains("\"msg\":\"<&>'\u007f é \ud83d\ude00\"")
        .contains("\"k\":\"\\\"\\\\\\n\\r\\t\\u0008\\u0001\\u001f\\ufffdx\"");
  }

  @Test
  void writesFloatingPointNumbersWithoutExponent() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.JSON).logger();
    logger.info(
        "n",
        Field.of("a", 1e21),
        Field.of("b", 1.5e-7),
        Field.of("c", 0.0),
        Field.of("d", Double.NaN),
        Field.of("e", Double.NEGATIVE_INFINITY));
    assertThat(text())
        .contains(
            "\"a\":1000000000000000000000,\"b\":0.00000015,\"c\":0,\"d\":\"NaN\",\"e\":\"-Inf\"");
  }

  @Test
  void leavesOutWhatIsBelowTheLevel() throws IOException {
    Logger logger = open(LogLevel.WARN, LogFormat.JSON).logger();
    logger.debug("no");
    logger.info("no");
    assertThat(stderr.size()).isZero();
    assertThat(logger.isEnabled(LogLevel.INFO)).isFalse();
    assertThat(logger.isEnabled(LogLevel.WARN)).isTrue();
    logger.warn("warn");
    logger.dpanic("dpanic");
    logger.panic("panic");
    logger.fatal("fatal");
    assertThat(text().lines()).hasSize(4);
    assertThat(Logger.silent().isEnabled(LogLevel.FATAL)).isFalse();
  }

  @Test
  void writesTheZoneAsGoDoes() {
    Instant instant = Instant.parse("2026-07-01T23:30:00.5Z");
    assertThat(new Timestamp(ZoneOffset.UTC).format(instant))
        .isEqualTo("2026-07-01T23:30:00.500000Z");
    assertThat(new Timestamp(ZoneId.of("Europe/Berlin")).format(instant))
        .isEqualTo("2026-07-02T01:30:00.500000+0200");
    assertThat(new Timestamp(ZoneId.of("America/St_Johns")).format(instant))
        .isEqualTo("2026-07-01T21:00:00.500000-0230");
  }

  @Test
  void thinsOutWhatRepeats() throws IOException {
    Logger logger = open(LogLevel.INFO, LogFormat.JSON).logger();
    for (int i = 0; i < 350; i++) {
      logger.info("again");
    }
    logger.info("other");
    assertThat(text().lines().filter(line -> line.contains("again"))).hasSize(102);
    assertThat(text()).contains("other");
  }

  @Test
  void neverThrowsAndCountsWhatIsLost() throws IOException {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    LogEnvironment environment =
        new LogEnvironment(broken, broken, CLOCK, ZoneOffset.UTC, Runnable::run);
    Log log = Log.open(new LogConfig(LogLevel.INFO, LogFormat.JSON, List.of(), null), environment);
    log.logger().info("lost");
    assertThat(log.droppedLines()).isEqualTo(1);
  }

  @Test
  void keepsLinesOfManyThreadsWholeAndWritesEachAtOnce() throws Exception {
    List<String> writes = new ArrayList<>();
    OutputStream recording =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("byte by byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
          }
        };
    LogEnvironment environment =
        new LogEnvironment(recording, recording, CLOCK, ZoneOffset.UTC, Runnable::run);
    LogConfig config =
        new LogConfig(LogLevel.INFO, LogFormat.JSON, List.of("systemd/journal"), null);
    Logger logger = Log.open(config, environment).logger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 500; i++) {
                      logger.info("line", Field.of("i", i));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(writes)
        .hasSize(2000)
        .allMatch(line -> line.startsWith("{\"level\":\"info\"") && line.endsWith("}\n"));
  }

  private Log open(LogLevel level, LogFormat format) throws IOException {
    LogEnvironment environment =
        new LogEnvironment(stderr, stderr, CLOCK, ZoneOffset.UTC, Runnable::run);
    return Log.open(new LogConfig(level, format, List.of("default"), null), environment);
  }

  private String text() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  private static String withoutLineNumber(String text) {
    return text.replaceAll("LoggerTest\\.java:\\d+", "LoggerTest.java:N");
  }

  private static List<String> keys(String line) {
    List<String> keys = new ArrayList<>();
    FlatJson.parse(line.strip()).forEach((key, value) -> keys.add(key));
    return keys;
  }
}
