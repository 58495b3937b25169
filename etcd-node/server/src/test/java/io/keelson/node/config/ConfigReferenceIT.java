package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gives unusable settings to upstream's server and to ours and compares the exit code and the
 * error. Skipped when the reference binary of etcd 3.7 is not built.
 */
final class ConfigReferenceIT {
  private static final long TIMEOUT_SECONDS = 10;

  /** Everything is bound to ports of the loopback interface that are not used elsewhere. */
  private static final List<String> BASE =
      List.of(
          "--listen-client-urls=http://127.0.0.1:23991",
          "--advertise-client-urls=http://127.0.0.1:23991",
          "--listen-peer-urls=http://127.0.0.1:23992");

  @TempDir Path directory;

  @BeforeAll
  static void createTemporaryDirectory() throws IOException {
    Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
  }

  private record Outcome(int exitCode, String error) {}

  /** Lines of {@code VARIABLE=value … -flag …}; those with {@code + } get {@link #BASE} first. */
  static Stream<String> commandLines() {
    return """
        --nope
        --name
        ---x
        -=x
        -
        stray
        --name a -- b
        --pre-vote=maybe
        --pre-vote true
        --heartbeat-interval abc
        --heartbeat-interval 99999999999999999999999
        --heartbeat-interval -1
        --quota-backend-bytes 1x
        --quota-backend-bytes 0x8000000000000000
        --corrupt-check-time 5
        --max-concurrent-streams x
        --max-concurrent-streams 99999999999
        --initial-cluster-state foo
        --v2-deprecation gone,foo
        --discovery-fallback foo
        --discovery foo
        --feature-gates Foo=true
        --feature-gates LeaseCheckpoint
        --feature-gates LeaseCheckpoint=foo
        --cluster-active-size 3
        --listen-peer-urls foo
        --listen-peer-urls http://127.0.0.1
        --listen-peer-urls http://127.0.0.1:2/foo
        --listen-peer-urls http://127.0.0.1:abc
        --listen-peer-urls http://127.0.0.1:2,
        --listen-peer-urls :foo
        --listen-peer-urls 127.0.0.1:2380
        --listen-peer-urls localhost:2380
        --listen-peer-urls http://[::1
        --listen-peer-urls http://[::1]
        --listen-peer-urls http://[::1]:x
        --listen-peer-urls http://a:b:1
        --listen-peer-urls http://a<b>^:1
        --listen-peer-urls http://%zz:1
        --listen-peer-urls http://foo.bar:1
        --listen-peer-urls http://:2
        --listen-peer-urls http://1.2.3:2
        --cors foo
        --cors=
        --listen-client-urls http://127.0.0.1:23991
        --listen-client-urls=
        ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:23991
        + --election-timeout 499
        + --election-timeout 60000
        + --election-timeout 0
        + --heartbeat-interval 0
        + --initial-advertise-peer-urls http://:1
        + --advertise-client-urls http://:1
        + --listen-metrics-urls http://foo:3
        + --listen-client-http-urls http://foo:3
        + --initial-cluster a=http://127.0.0.1:2 --discovery-srv foo
        + --discovery-token foo
        + --discovery-endpoints foo
        + --discovery-endpoints , --discovery-token x
        + --discovery-fallback proxy
        + --auto-compaction-mode foo
        + --auto-compaction-mode=
        + --auto-compaction-retention foo
        + --auto-compaction-retention -5
        + --auto-compaction-retention 5x
        + --enable-distributed-tracing --distributed-tracing-sampling-rate -1
        + --enable-distributed-tracing --distributed-tracing-sampling-rate 1000001
        + --compact-hash-check-time 0
        + --compact-hash-check-time -90s
        + --feature-gates LeaseCheckpointPersist=true
        + --tls-min-version foo
        + --tls-max-version foo
        + --tls-min-version TLS1.3 --tls-max-version TLS1.2
        + --tls-min-version TLS1.3 --cipher-suites foo
        + --cipher-suites foo
        + --log-format foo
        + --logger foo
        + --logger capnslog
        + --log-outputs default,stdout
        + --log-outputs systemd/journal,stdout
        + --enable-log-rotation
        + --enable-log-rotation --log-outputs a,b
        + --enable-log-rotation --log-outputs a --log-rotation-config-json {
        + --enable-log-rotation --log-outputs a --log-rotation-config-json {"maxsize":true}
        + --enable-log-rotation --log-outputs a --log-rotation-config-json {"maxage":1.5}
        + --enable-log-rotation --log-outputs a --log-rotation-config-json {"compress":1}
        + --enable-log-rotation --log-outputs a --log-rotation-config-json []
        + --auth-token foo
        + --auth-token jwt,foo
        + --listen-client-urls https://127.0.0.1:23991
        + --listen-peer-urls https://127.0.0.1:23992
        + --listen-peer-urls https://127.0.0.1:23992 --peer-cert-file x
        + --listen-client-urls https://127.0.0.1:23991 --cert-file x
        + --listen-metrics-urls https://127.0.0.1:23993
        + --listen-client-http-urls http://127.0.0.1:23991
        + --auto-tls --self-signed-cert-validity 0
        + --peer-auto-tls --self-signed-cert-validity 0
        + --initial-cluster a=http://127.0.0.1:2
        + --initial-cluster default=foo
        + --initial-cluster default
        + --initial-cluster=
        + --initial-cluster default=http://127.0.0.1:2
        + --name=
        ETCD_NAME=a + --name b
        ETCD_NAME=a --name b --election-timeout abc
        ETCD_PRE_VOTE=x
        ETCD_LISTEN_CLIENT_URLS=foo
        ETCD_HEARTBEAT_INTERVAL=abc ETCD_AUTH_TOKEN_TTL=x ETCD_MAX_WALS=y
        ETCD_FEATURE_GATES=Foo=true
        ETCD_CONFIG_FILE=/nope
        --config-file /nope
        --config-file .
        """
        .lines();
  }

  /** Contents of config files; {@code ;} stands for a line break. */
  static Stream<String> configFiles() {
    return """
        hello
        [a, b]
        name: 5
        name: true
        heartbeat-interval: "100"
        heartbeat-interval: 1.5
        heartbeat-interval: -1
        heartbeat-interval: 0x10; election-timeout: 10
        heartbeat-interval: 010; election-timeout: 5
        heartbeat-interval: 1_0; election-timeout: 5
        heartbeat-interval: 1e2; election-timeout: 5
        ELECTION-TIMEOUT: 100
        foo: bar; election-timeout: 100
        name: a; name: b; election-timeout: 100
        max-learners: 1.0; election-timeout: 5
        max-concurrent-streams: 99999999999
        quota-backend-bytes: 9223372036854775808
        max-txn-ops: {a: b}
        corrupt-check-time: 5s
        pre-vote: "true"
        log-outputs: stderr
        log-outputs: [5]
        log-outputs: []; election-timeout: 5
        auto-compaction-retention: 1
        bcrypt-cost: x; auto-compaction-mode: true
        feature-gates: Foo=true
        feature-gates: {InitialCorruptCheck: true}
        listen-client-urls: foo
        listen-client-urls: [a]
        listen-metrics-urls: foo
        listen-metrics-urls: 5
        advertise-client-urls: foo
        listen-peer-urls: foo; listen-client-urls: 5
        peer-transport-security: foo
        peer-transport-security:
        peer-transport-security: {cert-file: 5}
        peer-transport-security: {allowed-cn: foo}
        client-transport-security: {allowed-cn: [5]}
        client-transport-security: {client-cert-auth: "x"}
        client-transport-security: foo
        socket-options: 5
        socket-options: {reuse-port: 5}
        discovery-config: 5
        discovery-config: {client: 5}
        discovery-config: {client: {dial-timeout: 5s}}
        discovery-config: {client: {secure: 5}}
        discovery-config: {client: {secure: {cert: 5}}}
        discovery-config: {client: {auth: {username: 5}}}
        discovery-config: {token: 5}
        discovery-config: {token: foo}
        initial-cluster-state: foo
        discovery-srv: a; initial-cluster: a=http://127.0.0.1:2
        cipher-suites: [a]; tls-min-version: TLS1.3
        """
        .lines();
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void commandLinesFailAlike(String line) throws Exception {
    Map<String, String> environment = new LinkedHashMap<>();
    List<String> arguments = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      if (word.equals("+")) {
        arguments.addAll(BASE);
      } else if (word.startsWith("ETCD_")) {
        int equals = word.indexOf('=');
        environment.put(word.substring(0, equals), word.substring(equals + 1));
      } else {
        arguments.add(word);
      }
    }
    compare(arguments, environment);
  }

  @ParameterizedTest
  @MethodSource("configFiles")
  void configFilesFailAlike(String content) throws Exception {
    Files.writeString(directory.resolve("c.yaml"), content.replace("; ", "\n"));
    compare(List.of("--config-file", "c.yaml"), Map.of());
  }

  private void compare(List<String> arguments, Map<String, String> environment) throws Exception {
    Optional<Path> binary = reference();
    assumeTrue(binary.isPresent(), "no reference binary of etcd 3.7 under ~/.cache/keelson");
    ConfigParser parser =
        new ConfigParser(Parsing.BUILD, path -> Files.readAllBytes(directory.resolve(path)));
    Outcome ours = ours(parser.parse(arguments, environment));
    assertThat(theirs(binary.get(), arguments, environment, ours)).isEqualTo(ours);
  }

  private static Optional<Path> reference() throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "keelson", "reference");
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(cache, "3.7-*")) {
      for (Path version : versions) {
        if (Files.isExecutable(version.resolve("etcd"))) {
          return Optional.of(version.resolve("etcd"));
        }
      }
    }
    return Optional.empty();
  }

  private static Outcome ours(ParseResult result) {
    return switch (result) {
      case ParseResult.Print print ->
          new Outcome(print.exitCode(), print.stderr().lines().findFirst().orElse(""));
      case ParseResult.Fail fail -> new Outcome(fail.exitCode(), text(fail.reason()));
      case ParseResult.Run run -> bootstrap(run.config());
    };
  }

  private static String text(Notice notice) {
    Object variable = notice.fields().getOrDefault("environment-variable", "");
    Object error = notice.fields().getOrDefault("error", variable);
    return notice.message() + ": " + error;
  }

  private static Outcome bootstrap(ServerConfig config) {
    BootstrapRules rules = new BootstrapRules(config, host -> Optional.empty());
    try {
      rules.checkNew(rules.initialCluster());
      return new Outcome(0, "runs");
    } catch (BadValueException e) {
      return new Outcome(1, "discovery failed: " + e.text());
    }
  }

  /** Upstream may log the error on several lines; the one that equals ours is taken if any. */
  private Outcome theirs(
      Path binary, List<String> arguments, Map<String, String> environment, Outcome ours)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(arguments);
    Path output = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("upstream ends by itself").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    List<String> errors =
        lines.stream()
            .flatMap(line -> line.startsWith("{") ? loggedError(line).stream() : Stream.of(line))
            .toList();
    String error = errors.contains(ours.error) ? ours.error : String.join("\n", first(errors));
    return new Outcome(process.exitValue(), error);
  }

  private static List<String> first(List<String> errors) {
    return errors.subList(0, Math.min(errors.size(), 3));
  }

  private static Optional<String> loggedError(String line) {
    Optional<Object> root;
    try {
      root = YamlText.parse(line);
    } catch (BadValueException e) {
      return Optional.of(line);
    }
    Map<?, ?> map = (Map<?, ?>) root.orElse(Map.of());
    List<String> keys = Arrays.asList("error", "environment-variable");
    return keys.stream()
        .filter(map::containsKey)
        .findFirst()
        .map(key -> map.get("msg") + ": " + map.get(key));
  }
}
