package io.keelson.node.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must hold between the settings before anything is started: upstream's checks, in upstream's
 * order and words.
 */
final class ConfigRules {
  static final String ADVERTISE_MISSING =
      "--advertise-client-urls is required when --listen-client-urls is set explicitly";

  private static final long ELECTION_MILLIS_MAX = 50_000;
  private static final long SAMPLES_MAX = 1_000_000;

  private final Settings settings;
  private final List<Notice> notices;

  /** Notices are added to {@code notices}. */
  ConfigRules(Settings settings, List<Notice> notices) {
    this.settings = settings;
    this.notices = notices;
  }

  /** Checks everything but logging. */
  void check() throws BadValueException {
    checkListeners();
    checkAdvertised();
    checkBootstrap();
    checkTiming();
    if (urls(ClusterFlags.ADVERTISE_CLIENT_URLS).isEmpty()) {
      throw new BadValueException(ADVERTISE_MISSING);
    }
    checkCompactionMode();
    checkTracing();
    checkLeaseCheckpoints();
    Duration hashCheck = settings.get(ServiceFlags.COMPACT_HASH_CHECK_TIME);
    if (!hashCheck.isPositive()) {
      throw new BadValueException(
          "--compact-hash-check-time must be >0 (set to " + GoDuration.format(hashCheck) + ")");
    }
    if (settings.get(MemberFlags.NAME).equals(MemberFlags.DEFAULT_NAME)) {
      notices.add(
          Notice.warn(
                  "it isn't recommended to use default name, please set a value for --name. Note"
                      + " that etcd might run into issue when multiple members have the same"
                      + " default name")
              .with("name", MemberFlags.DEFAULT_NAME));
    }
    checkTls();
  }

  private List<EtcdUrl> urls(Flag<UrlList> flag) {
    return settings.get(flag).urls();
  }

  private void checkListeners() throws BadValueException {
    checkBindable(MemberFlags.LISTEN_PEER_URLS);
    checkBindable(MemberFlags.LISTEN_CLIENT_URLS);
    checkBindable(MemberFlags.LISTEN_CLIENT_HTTP_URLS);
    if (urls(MemberFlags.LISTEN_CLIENT_HTTP_URLS).isEmpty()) {
      notices.add(
          Notice.warn(
              "Running http and grpc server on single port. This is not recommended for"
                  + " production."));
    }
    checkBindable(MonitoringFlags.LISTEN_METRICS_URLS);
  }

  /** One can listen on addresses only, not on names that may mean many. */
  private void checkBindable(Flag<UrlList> flag) throws BadValueException {
    for (EtcdUrl url : urls(flag)) {
      String host = url.hostname();
      boolean isAddress = host.equals("localhost") || IpLiteral.canonical(host).isPresent();
      if (!url.isUnix() && !isAddress) {
        throw new BadValueException("expected IP in URL for binding (" + url.text() + ")");
      }
    }
  }

  private void checkAdvertised() throws BadValueException {
    Optional<EtcdUrl> peer = withoutHost(ClusterFlags.INITIAL_ADVERTISE_PEER_URLS);
    if (peer.isPresent()) {
      String all = EtcdUrl.join(urls(ClusterFlags.INITIAL_ADVERTISE_PEER_URLS));
      throw new BadValueException(
          "--initial-advertise-peer-urls %s must be \"host:port\" (unexpected empty host (%s))"
              .formatted(GoQuote.quote(all), peer.get().text()));
    }
    Optional<EtcdUrl> client = withoutHost(ClusterFlags.ADVERTISE_CLIENT_URLS);
    if (client.isPresent()) {
      String all = EtcdUrl.join(urls(ClusterFlags.ADVERTISE_CLIENT_URLS));
      throw new BadValueException(
          ("--advertise-client-urls %s must be in the format \"host:port\","
                  + " \"unix:/path/to/socket\" or \"unixs:/path/to/socket\""
                  + " (unexpected empty host (%s))")
              .formatted(GoQuote.quote(all), client.get().text()));
    }
  }

  private Optional<EtcdUrl> withoutHost(Flag<UrlList> flag) {
    return urls(flag).stream().filter(url -> !url.isUnix() && url.hostname().isEmpty()).findFirst();
  }

  private void checkBootstrap() throws BadValueException {
    String state = settings.get(ClusterFlags.INITIAL_CLUSTER_STATE);
    if (!state.equals(ClusterFlags.STATE_NEW) && !state.equals(ClusterFlags.STATE_EXISTING)) {
      throw new BadValueException("unexpected clusterState " + GoQuote.quote(state));
    }
    List<String> endpoints = settings.get(ClusterFlags.DISCOVERY_ENDPOINTS).texts();
    long ways =
        Stream.of(
                !settings.get(ClusterFlags.INITIAL_CLUSTER).isEmpty(),
                !settings.get(ClusterFlags.DISCOVERY_SRV).isEmpty(),
                !endpoints.isEmpty())
            .filter(isGiven -> isGiven)
            .count();
    if (ways > 1) {
      throw new BadValueException(
          "multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
              + " \"discovery-endpoints\" or \"discovery-srv\"");
    }
    if (settings.get(ClusterFlags.DISCOVERY_TOKEN).isEmpty() != endpoints.isEmpty()) {
      throw new BadValueException("both --discovery-token and --discovery-endpoints must be set");
    }
    String most = settings.get(ClusterFlags.MAX_CLUSTER_VERSION);
    if (!Versions.isBound(most)) {
      throw new BadValueException(
          "--max-cluster-version must be 3.5, 3.6 or 3.7 (set to " + GoQuote.quote(most) + ")");
    }
    if (endpoints.stream().anyMatch(String::isBlank)) {
      throw new BadValueException("--discovery-endpoints must not contain empty endpoints");
    }
  }

  private void checkTiming() throws BadValueException {
    long heartbeat = settings.get(MemberFlags.HEARTBEAT_INTERVAL);
    long election = settings.get(MemberFlags.ELECTION_TIMEOUT);
    if (heartbeat == 0) {
      throw new BadValueException("--heartbeat-interval must be >0 (set to 0ms)");
    }
    if (election == 0) {
      throw new BadValueException("--election-timeout must be >0 (set to 0ms)");
    }
    if (heartbeat > election / 5) {
      throw new BadValueException(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
    if (election > ELECTION_MILLIS_MAX) {
      throw new BadValueException(
          "--election-timeout[%dms] is too long, and should be set less than %dms"
              .formatted(election, ELECTION_MILLIS_MAX));
    }
  }

  private void checkCompactionMode() throws BadValueException {
    String mode = settings.get(ServiceFlags.AUTO_COMPACTION_MODE);
    switch (mode) {
      case CompactionRules.REVISION, CompactionRules.PERIODIC -> {}
      case "" -> throw new BadValueException("undefined auto-compaction-mode");
      default -> throw new BadValueException("unknown auto-compaction-mode " + GoQuote.quote(mode));
    }
  }

  private void checkTracing() throws BadValueException {
    long samples = settings.get(MonitoringFlags.TRACING_SAMPLING_RATE);
    if (!settings.get(MonitoringFlags.ENABLE_TRACING) || (samples >= 0 && samples <= SAMPLES_MAX)) {
      return;
    }
    String bound = samples < 0 ? "positive" : "less than " + SAMPLES_MAX;
    throw new BadValueException(
        "distributed tracing configurition is not valid: (tracing sampling rate must be "
            + bound
            + ")");
  }

  private void checkLeaseCheckpoints() throws BadValueException {
    FeatureGates gates = settings.get(ServiceFlags.FEATURE_GATES);
    boolean makes = gates.isOn(FeatureGate.LEASE_CHECKPOINT);
    boolean persists = gates.isOn(FeatureGate.LEASE_CHECKPOINT_PERSIST);
    if (makes && !persists) {
      notices.add(
          Notice.warn(
              "Detected that checkpointing is enabled without persistence. Consider enabling"
                  + " feature gate LeaseCheckpointPersist"));
    }
    if (persists && !makes) {
      throw new BadValueException(
          "enabling feature gate LeaseCheckpointPersist requires enabling feature gate"
              + " LeaseCheckpoint");
    }
  }

  private void checkTls() throws BadValueException {
    Optional<TlsVersion> min = TlsVersion.parse(settings.get(SecurityFlags.TLS_MIN_VERSION));
    Optional<TlsVersion> max = TlsVersion.parse(settings.get(SecurityFlags.TLS_MAX_VERSION));
    if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
      throw new BadValueException(
          "min version (%s) is greater than max version (%s)"
              .formatted(min.get().text(), max.get().text()));
    }
    boolean isOnly13 = min.isPresent() && min.get() == TlsVersion.TLS_1_3;
    if (isOnly13 && !settings.get(SecurityFlags.CIPHER_SUITES).texts().isEmpty()) {
      throw new BadValueException("cipher suites cannot be configured when only TLS1.3 is enabled");
    }
  }
}
