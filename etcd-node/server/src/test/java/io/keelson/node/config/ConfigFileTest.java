package io.keelson.node.config;

import static io.keelson.node.config.Parsing.error;
import static io.keelson.node.config.Parsing.parseFile;
import static io.keelson.node.config.Parsing.runFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
  private static final int DRAWN = 500;

  @Test
  void readsEverySection() {
    ServerConfig config =
        runFile(
            """
            # obsolete keys of old sample files are tolerated
            discovery: 'http://x'
            proxy: 'off'
            proxy-failure-wait: 5000
            enable-v2: true
            name: m1
            Data-Dir: /d
            heartbeat-interval: 0x10
            election-timeout: 1_000
            grpc-keepalive-min-time: 1e9
            quota-backend-bytes: -1
            max-concurrent-streams: 7.0
            listen-peer-urls: https://127.0.0.1:2,https://127.0.0.1:1
            initial-cluster-state: existing
            log-outputs: [stderr, /tmp/a]
            cors: '*'
            host-whitelist: b,a
            feature-gates: InitialCorruptCheck=true
            cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
            cert-file: ignored-here
            raft-read-timeout: 7
            socket-options: {reuse-port: yes}
            client-transport-security:
              cert-file: c
              ca-file: obsolete
              allowed-cn: [x]
              auto-tls: true
            peer-transport-security:
              cert-file: p
              key-file: k
              client-cert-auth: true
              allowed-hostname: [h1, h2]
              skip-client-san-verification: true
            discovery-config: {client: {dial-timeout: 3, secure: {cert: z}, auth: {username: u}}}
            """);
    assertThat(config.member()).isEqualTo(new MemberConfig("m1", "/d", ""));
    assertThat(config.raft().heartbeatMillis()).isEqualTo(16);
    assertThat(config.raft().electionMillis()).isEqualTo(1000);
    assertThat(config.raft().peerReadTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.limits().keepaliveMinTime()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.limits().maxConcurrentStreams()).isEqualTo(7);
    assertThat(config.storage().hasQuota()).isFalse();
    assertThat(EtcdUrl.texts(config.listen().peerUrls()))
        .containsExactly("https://127.0.0.1:1", "https://127.0.0.1:2");
    assertThat(config.cluster().state()).isEqualTo(ClusterState.EXISTING);
    assertThat(config.observability().log().outputs()).containsExactly("stderr", "/tmp/a");
    assertThat(config.listen().http().hostWhitelist()).containsExactly("a", "b");
    assertThat(config.listen().reusePort()).isTrue();
    assertThat(config.features().isOn(FeatureGate.INITIAL_CORRUPT_CHECK)).isTrue();
    assertThat(config.security().client().certFile()).isEqualTo("c");
    assertThat(config.security().client().allowedCommonNames()).containsExactly("x");
    assertThat(config.security().peer().allowedHostnames()).containsExactly("h1", "h2");
    assertThat(config.security().peer().skipClientSanVerification()).isTrue();
    DiscoveryConfig discovery = config.cluster().discovery();
    assertThat(discovery.dialTimeout()).isEqualTo(Duration.ofNanos(3));
    assertThat(discovery.access().certFile()).isEqualTo("z");
    assertThat(discovery.access().user()).isEqualTo("u");
  }

  @Test
  void readsJsonWithTabsAndTakesTheFirstDocumentAndTheLastOfEqualKeys() {
    assertThat(runFile("{\n\t\"name\":\t\"a\"}").member().name()).isEqualTo("a");
    assertThat(runFile("name: a\nname: b\n---\nname: c\n").member().name()).isEqualTo("b");
    assertThat(runFile("").member().name()).isEqualTo("default");
    assertThat(runFile("name: null\n1: x\n").member().name()).isEqualTo("default");
    assertThat(runFile("name: 2020-01-01\n").member().name()).isEqualTo("2020-01-01");
    assertThat(runFile("a: &a {name: x}\n<<: *a\n").member().name()).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | string into Go value of type embed.configYAML",
        "[a] | array into Go value of type embed.configYAML",
        "name: 5 | number into Go struct field configYAML.Config.name of type string",
        "pre-vote: a | string into Go struct field configYAML.Config.pre-vote of type bool",
        "max-wals: 1.5 | number 1.5 into Go struct field configYAML.Config.max-wals of type uint",
        "max-wals: -1 | number -1 into Go struct field configYAML.Config.max-wals of type uint",
        "max-wals: {} | object into Go struct field configYAML.Config.max-wals of type uint",
        "corrupt-check-time: 5s | string into Go struct field configYAML.Config.corrupt-check-time"
            + " of type time.Duration",
        "log-outputs: a | string into Go struct field configYAML.Config.log-outputs of type"
            + " []string",
        "cors: 5 | number into Go struct field configYAML.configJSON.cors of type string",
        "listen-metrics-urls: 5 | number into Go struct field configYAML.Config.listen-metrics-urls"
            + " of type string",
        "socket-options: 5 | number into Go struct field configYAML.Config.socket-options of type"
            + " transport.SocketOpts",
        "peer-transport-security: {cert-file: 5} | number into Go struct field"
            + " securityConfig.configJSON.peer-transport-security.cert-file of type string",
        "discovery-config: {client: {secure: {cert: 5}}} | number into Go struct field"
            + " SecureConfig.Config.discovery-config.client.secure.cert of type string",
      })
  void refusesOtherTypes(String content, String tail) {
    assertThat(error(parseFile(content)))
        .isEqualTo("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " + tail);
  }

  @Test
  void badUrlsArePrinted() {
    assertThat(parseFile("advertise-client-urls: foo"))
        .isEqualTo(
            new ParseResult.Print(
                "",
                "unexpected error setting up advertise-peer-urls: URL scheme must be http, https,"
                    + " unix, or unixs: foo\n",
                1));
  }

  @Test
  void flagsAndVariablesAreIgnoredBesideAFile() {
    ConfigParser parser =
        new ConfigParser(
            Parsing.BUILD, path -> "name: file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    ParseResult result =
        parser.parse(
            List.of("--name", "flag", "--election-timeout=1"),
            Map.of("ETCD_CONFIG_FILE", "/c", "ETCD_NAME", "env", "ETCD_FOO", "x"));
    assertThat(Parsing.config(result).member().name()).isEqualTo("file");
    assertThat(Parsing.notices(result).stream().filter(n -> n.fields().containsKey("path")))
        .singleElement()
        .satisfies(notice -> assertThat(notice.fields()).containsEntry("path", "/c"));
  }

  @Test
  void unreadableFilesAreNamed() {
    assertThat(error("--config-file=/nope")).isEqualTo("open /nope: no such file or directory");
    assertThat(errorOf(new AccessDeniedException("f"))).isEqualTo("open f: permission denied");
    assertThat(errorOf(new IOException("Is a directory"))).isEqualTo("read f: is a directory");
    ConfigParser huge = new ConfigParser(Parsing.BUILD, path -> new byte[(1 << 20) + 1]);
    assertThat(error(huge.parse(List.of("--config-file=f"), Map.of())))
        .isEqualTo("read f: file is larger than 1048576 bytes");
  }

  private static String errorOf(IOException exception) {
    ConfigFileReader reader =
        path -> {
          throw exception;
        };
    return error(
        new ConfigParser(Parsing.BUILD, reader).parse(List.of("--config-file=f"), Map.of()));
  }

  @Test
  void hostileFilesGetAnError() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9) + "x"));
    }
    assertThat(error(parseFile(laughs.toString()))).startsWith("error converting YAML to JSON: ");
    assertThat(error(parseFile("a: " + "[".repeat(10_000)))).startsWith("error converting YAML");
    assertThat(error(parseFile("a: !!java.net.URL [x]"))).startsWith("error converting YAML");
    assertThat(error(parseFile("a: !!int foo"))).startsWith("error converting YAML to JSON: ");
    assertThat(error(parseFile("a: !!map foo"))).startsWith("error converting YAML to JSON: ");
    assertThat(error(parseFile("a: *b"))).startsWith("error converting YAML to JSON: yaml: line 1");
    assertThat(error(parseFile("max-wals: 1e999"))).contains("cannot unmarshal number");
    assertThat(error(parseFile("max-wals: .nan"))).contains("cannot unmarshal string");
  }

  /** Text up to a length, half of it characters that mean something to YAML, JSON or a flag. */
  private static String text(Random random, int lengthMax) {
    String special = "{}[]:,-\"'#&*!|>%@`\n\t \\=0x1.";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(lengthMax + 1);
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextBoolean()
              ? special.charAt(random.nextInt(special.length()))
              : (char) random.nextInt(Character.MAX_VALUE + 1));
    }
    return text.toString();
  }

  @Test
  void anyTextGivesAnAnswer() {
    for (int seed = 0; seed < DRAWN; seed++) {
      String text = text(new Random(seed), 60);
      assertThatCode(
              () -> {
                assertThat(parseFile(text)).isNotNull();
                assertThat(parseFile("name: " + text + "\nlog-rotation-config-json: " + text))
                    .isNotNull();
              })
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void anyArgumentGivesAnAnswer() {
    for (int seed = 0; seed < DRAWN; seed++) {
      String text = text(new Random(seed), 40);
      assertThatCode(
              () -> {
                for (Flag<?> flag : List.copyOf(FlagTable.flags().values())) {
                  assertThat(Parsing.parse(Map.of(), "--" + flag.name() + "=" + text)).isNotNull();
                }
              })
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }
}
