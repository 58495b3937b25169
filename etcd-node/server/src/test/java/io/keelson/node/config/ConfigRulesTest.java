package io.keelson.node.config;

import static io.keelson.node.config.Parsing.messages;
import static io.keelson.node.config.Parsing.notices;
import static io.keelson.node.config.Parsing.parse;
import static io.keelson.node.config.Parsing.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.config.CompactionConfig.Auto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules whose wording {@code ConfigReferenceIT} compares with upstream, and what they let pass. */
final class ConfigRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--heartbeat-interval=0 | --heartbeat-interval must be >0 (set to 0ms)",
        "--election-timeout=499 | --election-timeout[499ms] should be at least as 5 times as"
            + " --heartbeat-interval[100ms]",
        "--election-timeout=50001 | --election-timeout[50001ms] is too long, and should be set"
            + " less than 50000ms",
        "--listen-client-urls=http://127.0.0.1:1 | --advertise-client-urls is required when"
            + " --listen-client-urls is set explicitly",
        "--listen-peer-urls=http://a.b:1 | expected IP in URL for binding (http://a.b:1)",
        "--discovery-token=a | both --discovery-token and --discovery-endpoints must be set",
        "--auto-compaction-mode=a | unknown auto-compaction-mode \"a\"",
        "--auto-compaction-retention=a | error parsing CompactionRetention: time: invalid duration"
            + " \"a\"",
        "--tls-min-version=TLS1.1 | unexpected TLS version \"TLS1.1\" (must be one of: TLS1.2,"
            + " TLS1.3)",
        "--cipher-suites=a | unexpected TLS cipher suite \"a\"",
        "--log-level=a | unrecognized level: \"a\"",
        "--log-format=a | unknown log format: a, supported values json, console",
        "--auth-token=a | auth: invalid auth options",
        "--auth-token=jwt,a | auth: invalid auth options",
        "--auth-token=simple,a=b,a=c | auth: invalid auth options",
        "--compact-hash-check-time=-1s | --compact-hash-check-time must be >0 (set to -1s)",
        "--listen-peer-urls=https://127.0.0.1:1 | cannot listen on TLS for 127.0.0.1:1: KeyFile and"
            + " CertFile are not presented",
        "--listen-metrics-urls=https://127.0.0.1:1 | client TLS key/cert (--cert-file, --key-file)"
            + " must be provided for metrics secure url",
        "--listen-client-http-urls=http://localhost:2379 | cannot bind both --listen-client-urls"
            + " and --listen-client-http-urls on the same url http://localhost:2379",
      })
  void refuses(String argument, String error) {
    assertThat(Parsing.error(argument)).isEqualTo(error);
  }

  @Test
  void theDefaultsAreUpstreams() {
    ServerConfig config = run();
    assertThat(config.member()).isEqualTo(new MemberConfig("default", "default.etcd", ""));
    assertThat(config.cluster().initialCluster()).isEqualTo("default=http://localhost:2380");
    assertThat(config.cluster().state()).isEqualTo(ClusterState.NEW);
    assertThat(config.raft().electionTicks()).isEqualTo(10);
    assertThat(config.raft().requestTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.storage().quotaBytes()).isEqualTo(StorageConfig.DEFAULT_QUOTA_BYTES);
    assertThat(config.storage().batchLimit()).isEqualTo(10_000);
    assertThat(config.limits().maxConcurrentStreams()).isEqualTo(0xffff_ffffL);
    assertThat(config.limits().maxRequestBytesWithOverhead()).isEqualTo(2 << 20);
    assertThat(config.compaction())
        .isEqualTo(new CompactionConfig(new Auto.Off(), 1000, Duration.ofMillis(10)));
    assertThat(config.security().maxVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(config.observability().log()).isEqualTo(LogConfig.DEFAULT);
    assertThat(config.observability().warningUnaryRequestDuration())
        .isEqualTo(Duration.ofMillis(300));
    assertThat(config.listen().http().corsOrigins()).containsExactly("*");
    assertThat(EtcdUrl.texts(config.listen().clientUrls()))
        .containsExactly("http://localhost:2379");
    assertThat(config.auth().tokenTtlSeconds()).isEqualTo(300);
    assertThat(config.unsafe()).isEqualTo(new UnsafeConfig(false, false));
  }

  @Test
  void theNameIsCarriedIntoTheInitialCluster() {
    ServerConfig config =
        run("--name=a", "--initial-advertise-peer-urls", "http://b:2,http://a:1,http://b:2");
    assertThat(config.cluster().initialCluster()).isEqualTo("a=http://a:1,a=http://b:2");
    assertThat(config.member().dataDir()).isEqualTo("a.etcd");
  }

  @Test
  void emptyUrlsLeaveTheDefault() {
    assertThat(EtcdUrl.texts(run("--listen-peer-urls=").listen().peerUrls()))
        .containsExactly("http://localhost:2380");
  }

  @Test
  void discoveryReplacesTheInitialCluster() {
    ServerConfig config = run("--discovery-endpoints=b,a,b", "--discovery-token=t");
    assertThat(config.cluster().initialCluster()).isEmpty();
    assertThat(config.cluster().discovery().endpoints()).containsExactly("a", "b");
  }

  @Test
  void theDefaultHostIsAdvertisedForAllAddresses() {
    ConfigParser parser =
        new ConfigParser(Parsing.BUILD, path -> new byte[0], () -> Optional.of("10.0.0.7"));
    ParseResult result =
        parser.parse(List.of("--name=a", "--listen-peer-urls=http://0.0.0.0:5"), Map.of());
    ServerConfig config = Parsing.config(result);
    assertThat(EtcdUrl.texts(config.listen().advertisePeerUrls()))
        .containsExactly("http://10.0.0.7:5");
    assertThat(config.cluster().initialCluster()).isEqualTo("a=http://10.0.0.7:5");
    assertThat(messages(result)).contains("detected default host for advertise");
  }

  @ParameterizedTest
  @CsvSource({
    "periodic, 1, Periodic[retention=PT1H]",
    "periodic, 90m, Periodic[retention=PT1H30M]",
    "periodic, 0, Off[]",
    "periodic, '', Off[]",
    "periodic, -5m, Off[]",
    "revision, 1000, ByRevision[retention=1000]",
    "revision, 0, Off[]",
    "revision, 1us, ByRevision[retention=1000]",
  })
  void retentionDependsOnTheMode(String mode, String retention, String expected) {
    ServerConfig config =
        run("--auto-compaction-mode", mode, "--auto-compaction-retention", retention);
    assertThat(config.compaction().auto()).hasToString(expected);
  }

  @Test
  void wideLimitsWarn() {
    ParseResult result =
        parse(
            Map.of(),
            "--max-request-bytes=20000000",
            "--quota-backend-bytes=10000000000",
            "--bcrypt-cost=99",
            "--snapshot-count=0");
    assertThat(messages(result))
        .contains(
            "exceeded recommended request limit",
            "quota exceeds the maximum value",
            "use default bcrypt cost instead of the invalid given cost",
            "updating snapshot-count to default");
    assertThat(Parsing.config(result).auth().bcryptCost()).isEqualTo(10);
    assertThat(Parsing.config(result).raft().snapshotCount()).isEqualTo(10_000);
  }

  @Test
  void peerTimeoutsHaveAFloor() {
    ParseResult result = parse(Map.of(), "--raft-read-timeout=1s", "--raft-write-timeout=9s");
    assertThat(messages(result)).startsWith("raft-read-timeout increased to minimum value: 5s");
    assertThat(Parsing.config(result).raft().peerReadTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Parsing.config(result).raft().peerWriteTimeout()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void failuresAreLoggedTheWayTheOperatorChose() {
    ParseResult result =
        parse(Map.of(), "--log-format=console", "--log-outputs=stdout", "--election-timeout=1");
    assertThat(((ParseResult.Fail) result).log().format()).isEqualTo(LogConfig.Format.CONSOLE);
    assertThat(((ParseResult.Fail) result).log().outputs()).containsExactly("stdout");
    assertThat(notices(result).getLast().message()).isEqualTo("failed to verify flags");
  }

  @Test
  void logRotationIsReadFromJson() {
    LogConfig log =
        run(
                "--enable-log-rotation",
                "--log-outputs=/tmp/x.log",
                "--log-rotation-config-json",
                "{\"maxsize\": 5, \"MaxAge\": 7, \"compress\": true}")
            .observability()
            .log();
    assertThat(log.rotates()).isTrue();
    assertThat(log.rotation()).isEqualTo(new LogRotation(5, 7, 0, false, true));
  }

  @Test
  void cipherSuitesGetTheirRegisteredNames() {
    ServerConfig config =
        run(
            "--cipher-suites",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(config.security().cipherSuites())
        .containsExactly(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  }
}
