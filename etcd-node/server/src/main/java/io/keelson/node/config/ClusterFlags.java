package io.keelson.node.config;

import java.time.Duration;

/** How the cluster is formed. */
final class ClusterFlags {
  static final String STATE_NEW = "new";
  static final String STATE_EXISTING = "existing";
  static final String FALLBACK_PROXY = "proxy";
  static final String DEFAULT_INITIAL_CLUSTER =
      MemberFlags.DEFAULT_NAME + "=" + MemberFlags.DEFAULT_PEER_URL;

  static final FlagGroup GROUP = new FlagGroup("Clustering");

  static final Flag<UrlList> INITIAL_ADVERTISE_PEER_URLS =
      GROUP.urls(
          "initial-advertise-peer-urls",
          FlagKind.URLS,
          MemberFlags.DEFAULT_PEER_URL,
          "URLs under which the other members reach this one.");
  static final Flag<UrlList> ADVERTISE_CLIENT_URLS =
      GROUP.urls(
          "advertise-client-urls",
          FlagKind.URLS,
          MemberFlags.DEFAULT_CLIENT_URL,
          "URLs under which clients reach this member.");
  static final Flag<String> INITIAL_CLUSTER =
      GROUP.text(
          "initial-cluster",
          DEFAULT_INITIAL_CLUSTER,
          "All founding members with their peer URLs: name=url,name=url.");
  static final Flag<String> INITIAL_CLUSTER_STATE =
      GROUP.add(
          Flag.of(
              "initial-cluster-state",
              FlagKind.choice(STATE_NEW, STATE_EXISTING),
              STATE_NEW,
              STATE_NEW,
              "'new' to found a cluster, 'existing' to join one. Ignored after the first start."));
  static final Flag<String> INITIAL_CLUSTER_TOKEN =
      GROUP.text(
          "initial-cluster-token",
          "etcd-cluster",
          "Sets clusters apart that are founded with the same URLs.");
  static final Flag<Boolean> STRICT_RECONFIG_CHECK =
      GROUP.bool(
          "strict-reconfig-check",
          true,
          "Refuse changes of the membership that would cost the quorum.");
  static final Flag<Long> MAX_LEARNERS =
      GROUP.number("max-learners", FlagKind.INT, 1, "Learners that the cluster may have.");
  static final Flag<String> MAX_CLUSTER_VERSION =
      GROUP.text(
          "max-cluster-version", "", "Cluster version that is not to be exceeded, such as 3.6.");

  static final Flag<TextList> DISCOVERY_ENDPOINTS =
      GROUP.listAt(
          "discovery-endpoints",
          "discovery-config/client/endpoints",
          FlagKind.SET,
          "",
          "Discovery: endpoints of the cluster that keeps the registry.");
  static final Flag<String> DISCOVERY_TOKEN =
      GROUP.textAt(
          "discovery-token",
          "discovery-config/token",
          "Discovery: name of this cluster in the registry.");
  static final Flag<Duration> DISCOVERY_DIAL_TIMEOUT =
      GROUP.duration(
          "discovery-dial-timeout",
          "discovery-config/client/dial-timeout",
          Duration.ofSeconds(2),
          "Discovery: timeout for connecting.");
  static final Flag<Duration> DISCOVERY_REQUEST_TIMEOUT =
      GROUP.duration(
          "discovery-request-timeout",
          "discovery-config/client/request-timeout",
          Duration.ofSeconds(5),
          "Discovery: timeout of a request.");
  static final Flag<Duration> DISCOVERY_KEEPALIVE_TIME =
      GROUP.duration(
          "discovery-keepalive-time",
          "discovery-config/client/keepalive-time",
          Duration.ofSeconds(2),
          "Discovery: interval of pings.");
  static final Flag<Duration> DISCOVERY_KEEPALIVE_TIMEOUT =
      GROUP.duration(
          "discovery-keepalive-timeout",
          "discovery-config/client/keepalive-timeout",
          Duration.ofSeconds(6),
          "Discovery: how long a ping may stay unanswered.");
  static final Flag<Boolean> DISCOVERY_INSECURE_TRANSPORT =
      GROUP.bool(
          "discovery-insecure-transport",
          "discovery-config/client/secure/insecure-transport",
          true,
          "Discovery: connect without TLS.");
  static final Flag<Boolean> DISCOVERY_INSECURE_SKIP_TLS_VERIFY =
      GROUP.bool(
          "discovery-insecure-skip-tls-verify",
          "discovery-config/client/secure/insecure-skip-tls-verify",
          false,
          "Discovery: do not verify the server's certificate. For tests only.");
  static final Flag<String> DISCOVERY_CERT =
      GROUP.textAt(
          "discovery-cert",
          "discovery-config/client/secure/cert",
          "Discovery: file with the client certificate.");
  static final Flag<String> DISCOVERY_KEY =
      GROUP.textAt(
          "discovery-key", "discovery-config/client/secure/key", "Discovery: file with its key.");
  static final Flag<String> DISCOVERY_CACERT =
      GROUP.textAt(
          "discovery-cacert",
          "discovery-config/client/secure/cacert",
          "Discovery: file with certificates to trust.");
  static final Flag<String> DISCOVERY_USER =
      GROUP.textAt(
          "discovery-user",
          "discovery-config/client/auth/username",
          "Discovery: user name, or user:password.");
  static final Flag<String> DISCOVERY_PASSWORD =
      GROUP.textAt(
          "discovery-password",
          "discovery-config/client/auth/password",
          "Discovery: password of the user.");
  static final Flag<String> DISCOVERY_SRV =
      GROUP.text("discovery-srv", "", "DNS domain whose SRV records name the members.");
  static final Flag<String> DISCOVERY_SRV_NAME =
      GROUP.text("discovery-srv-name", "", "Suffix of the service name in those records.");
  static final Flag<String> DISCOVERY_FALLBACK =
      GROUP.add(
          Flag.of(
                  "discovery-fallback",
                  FlagKind.choice("exit", FALLBACK_PROXY),
                  "exit",
                  "exit",
                  "What to do when discovery fails; only 'exit' is left.")
              .inFile(""));
  static final Flag<String> V2_DEPRECATION =
      GROUP.add(
          Flag.of(
              "v2-deprecation",
              FlagKind.choices(
                  "write-only", "write-only-skip-check", "write-only-drop-data", "gone"),
              "write-only",
              "write-only",
              "Deprecated and without effect."));

  private ClusterFlags() {}
}
