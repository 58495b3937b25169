package io.keelson.node.config;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** Turns checked settings into the config records, with the defaults that depend on others. */
final class ConfigBuilder {
  private static final Duration DEFAULT_BATCH_INTERVAL = Duration.ofMillis(100);
  private static final int DEFAULT_BATCH_LIMIT = 10_000;
  private static final int DEFAULT_COMPACTION_BATCH_LIMIT = 1_000;
  private static final Duration DEFAULT_COMPACTION_SLEEP = Duration.ofMillis(10);
  private static final String QUOTA_NAME = "v3-applier";

  private final Settings settings;
  private final LogConfig log;
  private final List<Notice> notices;

  /** Notices are added to {@code notices}. */
  ConfigBuilder(Settings settings, LogConfig log, List<Notice> notices) {
    this.settings = settings;
    this.log = log;
    this.notices = notices;
  }

  /** The config, with the directory and the advertised URLs as given. */
  ServerConfig build() throws StartupException {
    try {
      MemberConfig member =
          new MemberConfig(
              settings.get(MemberFlags.NAME),
              settings.get(MemberFlags.DATA_DIR),
              settings.get(MemberFlags.WAL_DIR));
      SecurityConfig security = security();
      ListenConfig listen = listen();
      new ListenerRules(listen, security, notices).check();
      return new ServerConfig(
          member,
          cluster(),
          listen,
          security,
          raft(),
          storage(),
          limits(),
          compaction(),
          auth(),
          observability(),
          settings.get(ServiceFlags.FEATURE_GATES),
          new UnsafeConfig(
              settings.get(MonitoringFlags.FORCE_NEW_CLUSTER),
              settings.get(MonitoringFlags.UNSAFE_NO_FSYNC)));
    } catch (BadValueException e) {
      throw StartupException.discoveryFailed(e.text());
    }
  }

  private ClusterConfig cluster() {
    boolean isNew = settings.get(ClusterFlags.INITIAL_CLUSTER_STATE).equals(ClusterFlags.STATE_NEW);
    return new ClusterConfig(
        settings.get(ClusterFlags.INITIAL_CLUSTER),
        isNew ? ClusterState.NEW : ClusterState.EXISTING,
        settings.get(ClusterFlags.INITIAL_CLUSTER_TOKEN),
        settings.get(ClusterFlags.STRICT_RECONFIG_CHECK),
        settings.getInt(ClusterFlags.MAX_LEARNERS),
        settings.get(ClusterFlags.MAX_CLUSTER_VERSION),
        discovery());
  }

  private DiscoveryConfig discovery() {
    return new DiscoveryConfig(
        settings.get(ClusterFlags.DISCOVERY_ENDPOINTS).texts(),
        settings.get(ClusterFlags.DISCOVERY_TOKEN),
        settings.get(ClusterFlags.DISCOVERY_DIAL_TIMEOUT),
        settings.get(ClusterFlags.DISCOVERY_REQUEST_TIMEOUT),
        settings.get(ClusterFlags.DISCOVERY_KEEPALIVE_TIME),
        settings.get(ClusterFlags.DISCOVERY_KEEPALIVE_TIMEOUT),
        new DiscoveryConfig.Access(
            settings.get(ClusterFlags.DISCOVERY_INSECURE_TRANSPORT),
            settings.get(ClusterFlags.DISCOVERY_INSECURE_SKIP_TLS_VERIFY),
            settings.get(ClusterFlags.DISCOVERY_CERT),
            settings.get(ClusterFlags.DISCOVERY_KEY),
            settings.get(ClusterFlags.DISCOVERY_CACERT),
            settings.get(ClusterFlags.DISCOVERY_USER),
            settings.get(ClusterFlags.DISCOVERY_PASSWORD)),
        settings.get(ClusterFlags.DISCOVERY_SRV),
        settings.get(ClusterFlags.DISCOVERY_SRV_NAME));
  }

  private ListenConfig listen() {
    return new ListenConfig(
        settings.get(MemberFlags.LISTEN_PEER_URLS).urls(),
        settings.get(MemberFlags.LISTEN_CLIENT_URLS).urls(),
        settings.get(MemberFlags.LISTEN_CLIENT_HTTP_URLS).urls(),
        settings.get(MonitoringFlags.LISTEN_METRICS_URLS).urls(),
        settings.get(ClusterFlags.INITIAL_ADVERTISE_PEER_URLS).urls(),
        settings.get(ClusterFlags.ADVERTISE_CLIENT_URLS).urls(),
        settings.get(MemberFlags.SOCKET_REUSE_PORT),
        settings.get(MemberFlags.SOCKET_REUSE_ADDRESS),
        new ListenConfig.Http(
            new TreeSet<>(settings.get(SecurityFlags.CORS).texts()),
            new TreeSet<>(settings.get(SecurityFlags.HOST_WHITELIST).texts()),
            settings.get(ServiceFlags.ENABLE_GRPC_GATEWAY),
            settings.get(MonitoringFlags.ENABLE_PPROF)));
  }

  private SecurityConfig security() throws BadValueException {
    return new SecurityConfig(
        clientTls(),
        peerTls(),
        TlsVersion.parse(settings.get(SecurityFlags.TLS_MIN_VERSION)).orElse(TlsVersion.TLS_1_2),
        TlsVersion.parse(settings.get(SecurityFlags.TLS_MAX_VERSION)).orElse(TlsVersion.TLS_1_3),
        CipherSuites.registered(settings.get(SecurityFlags.CIPHER_SUITES).texts()),
        settings.get(SecurityFlags.SELF_SIGNED_CERT_VALIDITY));
  }

  private TlsConfig clientTls() {
    return new TlsConfig(
        settings.get(SecurityFlags.CERT_FILE),
        settings.get(SecurityFlags.KEY_FILE),
        settings.get(SecurityFlags.CLIENT_CERT_FILE),
        settings.get(SecurityFlags.CLIENT_KEY_FILE),
        settings.get(SecurityFlags.TRUSTED_CA_FILE),
        settings.get(SecurityFlags.CLIENT_CRL_FILE),
        settings.get(SecurityFlags.CLIENT_CERT_AUTH),
        settings.get(SecurityFlags.AUTO_TLS),
        settings.get(SecurityFlags.CLIENT_CERT_ALLOWED_CN).texts(),
        settings.get(SecurityFlags.CLIENT_CERT_ALLOWED_HOSTNAME).texts(),
        false);
  }

  private TlsConfig peerTls() {
    return new TlsConfig(
        settings.get(SecurityFlags.PEER_CERT_FILE),
        settings.get(SecurityFlags.PEER_KEY_FILE),
        settings.get(SecurityFlags.PEER_CLIENT_CERT_FILE),
        settings.get(SecurityFlags.PEER_CLIENT_KEY_FILE),
        settings.get(SecurityFlags.PEER_TRUSTED_CA_FILE),
        settings.get(SecurityFlags.PEER_CRL_FILE),
        settings.get(SecurityFlags.PEER_CLIENT_CERT_AUTH),
        settings.get(SecurityFlags.PEER_AUTO_TLS),
        settings.get(SecurityFlags.PEER_CERT_ALLOWED_CN).texts(),
        settings.get(SecurityFlags.PEER_CERT_ALLOWED_HOSTNAME).texts(),
        settings.get(SecurityFlags.PEER_SKIP_CLIENT_SAN_VERIFICATION));
  }

  private RaftConfig raft() {
    return new RaftConfig(
        settings.get(MemberFlags.HEARTBEAT_INTERVAL),
        settings.get(MemberFlags.ELECTION_TIMEOUT),
        settings.get(MemberFlags.INITIAL_ELECTION_TICK_ADVANCE),
        settings.get(MemberFlags.PRE_VOTE),
        positive(
            MemberFlags.SNAPSHOT_COUNT, "updating snapshot-count to default", "snapshot-count"),
        positive(
            MemberFlags.SNAPSHOT_CATCHUP_ENTRIES,
            "updating snapshot catch-up entries to default",
            "snapshot-catchup-entries"),
        settings.get(MemberFlags.MAX_SNAPSHOTS),
        settings.get(MemberFlags.MAX_WALS),
        settings.get(MemberFlags.RAFT_READ_TIMEOUT),
        settings.get(MemberFlags.RAFT_WRITE_TIMEOUT));
  }

  private long positive(Flag<Long> flag, String message, String key) {
    long given = settings.get(flag);
    if (given > 0) {
      return given;
    }
    notices.add(
        Notice.info(message)
            .with("given-" + key, given)
            .with("updated-" + key, flag.defaultValue()));
    return flag.defaultValue();
  }

  private StorageConfig storage() {
    return new StorageConfig(
        quota(),
        positive(ServiceFlags.BACKEND_BATCH_INTERVAL, DEFAULT_BATCH_INTERVAL),
        positive(ServiceFlags.BACKEND_BATCH_LIMIT, DEFAULT_BATCH_LIMIT),
        settings.get(ServiceFlags.BACKEND_FREELIST_TYPE),
        settings.get(ServiceFlags.MEMORY_MLOCK),
        settings.get(ServiceFlags.BOOTSTRAP_DEFRAG_THRESHOLD));
  }

  private long quota() {
    long given = settings.get(ServiceFlags.QUOTA_BACKEND_BYTES);
    long quota = given == 0 ? StorageConfig.DEFAULT_QUOTA_BYTES : given;
    if (quota < 0) {
      notices.add(quotaNotice(Notice.info("disabled backend quota"), quota));
      return quota;
    }
    if (quota > StorageConfig.SUGGESTED_QUOTA_BYTES_MAX) {
      notices.add(
          quotaNotice(Notice.warn("quota exceeds the maximum value"), quota)
              .with("quota-size", HumanBytes.format(quota))
              .with("quota-maximum-size-bytes", StorageConfig.SUGGESTED_QUOTA_BYTES_MAX)
              .with(
                  "quota-maximum-size",
                  HumanBytes.format(StorageConfig.SUGGESTED_QUOTA_BYTES_MAX)));
    }
    String message = "enabled backend quota" + (given == 0 ? " with default value" : "");
    notices.add(
        quotaNotice(Notice.info(message), quota).with("quota-size", HumanBytes.format(quota)));
    return quota;
  }

  private static Notice quotaNotice(Notice notice, long quota) {
    return notice.with("quota-name", QUOTA_NAME).with("quota-size-bytes", quota);
  }

  private LimitsConfig limits() {
    long requestBytes = settings.get(ServiceFlags.MAX_REQUEST_BYTES);
    long recommended = LimitsConfig.RECOMMENDED_REQUEST_BYTES_MAX;
    if (requestBytes > recommended) {
      notices.add(
          Notice.warn("exceeded recommended request limit")
              .with("max-request-bytes", requestBytes)
              .with("max-request-size", HumanBytes.format(requestBytes))
              .with("recommended-request-bytes", recommended)
              .with("recommended-request-size", HumanBytes.format(recommended)));
    }
    return new LimitsConfig(
        settings.get(ServiceFlags.MAX_TXN_OPS),
        requestBytes,
        settings.get(ServiceFlags.MAX_CONCURRENT_STREAMS),
        settings.get(ServiceFlags.KEEPALIVE_MIN_TIME),
        settings.get(ServiceFlags.KEEPALIVE_INTERVAL),
        settings.get(ServiceFlags.KEEPALIVE_TIMEOUT),
        settings.get(ServiceFlags.WATCH_PROGRESS_NOTIFY_INTERVAL));
  }

  private CompactionConfig compaction() throws BadValueException {
    return new CompactionConfig(
        CompactionRules.read(
            settings.get(ServiceFlags.AUTO_COMPACTION_MODE),
            settings.get(ServiceFlags.AUTO_COMPACTION_RETENTION)),
        positive(ServiceFlags.COMPACTION_BATCH_LIMIT, DEFAULT_COMPACTION_BATCH_LIMIT),
        positive(ServiceFlags.COMPACTION_SLEEP_INTERVAL, DEFAULT_COMPACTION_SLEEP));
  }

  private AuthConfig auth() throws BadValueException {
    long cost = settings.get(SecurityFlags.BCRYPT_COST);
    AuthConfig auth =
        AuthConfig.parse(
            settings.get(SecurityFlags.AUTH_TOKEN),
            settings.get(SecurityFlags.AUTH_TOKEN_TTL),
            cost);
    if (auth.tokenType() == AuthConfig.TokenType.SIMPLE) {
      notices.add(Notice.warn("simple token is not cryptographically signed"));
    }
    if (auth.bcryptCost() != cost) {
      notices.add(
          Notice.warn("use default bcrypt cost instead of the invalid given cost")
              .with("min-cost", AuthConfig.BCRYPT_COST_MIN)
              .with("max-cost", AuthConfig.BCRYPT_COST_MAX)
              .with("default-cost", AuthConfig.BCRYPT_COST_DEFAULT)
              .with("given-cost", cost));
    }
    return auth;
  }

  private ObservabilityConfig observability() {
    Duration unary = settings.get(MonitoringFlags.WARNING_UNARY_REQUEST_DURATION);
    return new ObservabilityConfig(
        log,
        settings.get(MonitoringFlags.METRICS).equals("extensive"),
        settings.get(MonitoringFlags.METRICS_GO_COMPAT),
        settings.get(MonitoringFlags.WARNING_APPLY_DURATION),
        unary.isZero() ? MonitoringFlags.DEFAULT_WARNING_UNARY_REQUEST : unary,
        new ObservabilityConfig.Checks(
            settings.hasValue(ServiceFlags.CORRUPT_CHECK_TIME)
                ? settings.get(ServiceFlags.CORRUPT_CHECK_TIME)
                : ServiceFlags.CORRUPT_CHECK_UNLESS_GIVEN,
            settings.get(ServiceFlags.COMPACT_HASH_CHECK_TIME),
            settings.get(ServiceFlags.DOWNGRADE_CHECK_TIME)),
        new ObservabilityConfig.Tracing(
            settings.get(MonitoringFlags.ENABLE_TRACING),
            settings.get(MonitoringFlags.TRACING_ADDRESS),
            settings.get(MonitoringFlags.TRACING_SERVICE_NAME),
            settings.get(MonitoringFlags.TRACING_INSTANCE_ID),
            settings.getInt(MonitoringFlags.TRACING_SAMPLING_RATE)));
  }

  private Duration positive(Flag<Duration> flag, Duration otherwise) {
    Duration given = settings.get(flag);
    return given.isPositive() ? given : otherwise;
  }

  private int positive(Flag<Long> flag, int otherwise) {
    int given = settings.getInt(flag);
    return given > 0 ? given : otherwise;
  }
}
