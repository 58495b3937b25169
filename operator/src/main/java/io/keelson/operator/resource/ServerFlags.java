package io.keelson.operator.resource;

import io.keelson.operator.api.ClientAuth;
import io.keelson.operator.api.ClientTlsSpec;
import io.keelson.operator.api.CompactionMode;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.InitialState;
import io.keelson.operator.api.OptionsSpec;
import io.keelson.operator.api.PeerTlsSpec;
import io.keelson.operator.api.TlsSpec;
import io.keelson.operator.api.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server's command line. What the user leaves open is left to the server. */
final class ServerFlags {
  private final List<String> flags = new ArrayList<>();

  private ServerFlags() {}

  static List<String> of(EtcdCluster cluster, EtcdMember member, Effective effective) {
    ServerFlags made = new ServerFlags();
    made.addresses(cluster, member, effective);
    made.tls(cluster.getSpec().tls());
    made.flag("quota-backend-bytes", effective.quotaBackendBytes());
    made.options(cluster.getSpec().options());
    made.featureGates(cluster.getSpec().featureGates());
    cluster.getSpec().options().extraArgs().forEach(made::flag);
    return List.copyOf(made.flags);
  }

  private void flag(String name, @Nullable Object value) {
    if (value != null) {
      flags.add("--" + name + "=" + value);
    }
  }

  private void addresses(EtcdCluster cluster, EtcdMember member, Effective effective) {
    TlsSpec tls = cluster.getSpec().tls();
    String name = member.getSpec().memberName();
    String peerUrl = Names.peerUrl(cluster, name, effective.clusterDomain());
    String founders = member.getSpec().initialCluster();
    boolean isExisting = member.getSpec().initialState() == InitialState.EXISTING;
    flag("name", name);
    flag("data-dir", MemberPod.DATA_DIR);
    flag("listen-peer-urls", listen(tls.effectivePeer() != null, Names.PEER_PORT));
    flag("listen-client-urls", listen(tls.client() != null, Names.CLIENT_PORT));
    flag("listen-metrics-urls", listen(false, Names.METRICS_PORT));
    flag("initial-advertise-peer-urls", peerUrl);
    flag("advertise-client-urls", Names.clientUrl(cluster, name, effective.clusterDomain()));
    flag("initial-cluster", founders == null ? name + "=" + peerUrl : founders);
    flag("initial-cluster-state", isExisting ? "existing" : "new");
    flag("initial-cluster-token", effective.clusterToken());
  }

  private static String listen(boolean isSecure, int port) {
    return (isSecure ? "https" : "http") + "://0.0.0.0:" + port;
  }

  private void tls(TlsSpec tls) {
    ClientTlsSpec client = tls.client();
    if (client != null) {
      flag("cert-file", MemberPod.CLIENT_TLS_DIR + "/tls.crt");
      flag("key-file", MemberPod.CLIENT_TLS_DIR + "/tls.key");
      // A server that is given authorities demands a certificate of every client.
      if (client.clientAuth() == ClientAuth.REQUIRED) {
        flag("trusted-ca-file", MemberPod.CLIENT_TLS_DIR + "/ca.crt");
        flag("client-cert-auth", true);
      }
    }
    PeerTlsSpec peer = tls.effectivePeer();
    if (peer != null) {
      flag("peer-cert-file", MemberPod.PEER_TLS_DIR + "/tls.crt");
      flag("peer-key-file", MemberPod.PEER_TLS_DIR + "/tls.key");
      flag("peer-trusted-ca-file", MemberPod.PEER_TLS_DIR + "/ca.crt");
      flag("peer-client-cert-auth", peer.clientAuth() == ClientAuth.REQUIRED ? true : null);
      flag("peer-cert-allowed-cn", peer.allowedCommonName());
    }
    if (client != null || peer != null) {
      flag("tls-min-version", tls.minVersion() == TlsVersion.TLS_1_3 ? "TLS1.3" : "TLS1.2");
      flag("cipher-suites", joined(tls.cipherSuites()));
    }
  }

  private static @Nullable String joined(List<String> texts) {
    return texts.isEmpty() ? null : String.join(",", texts);
  }

  private void options(OptionsSpec options) {
    if (options.autoCompactionMode() != CompactionMode.NONE) {
      flag("auto-compaction-mode", lower(options.autoCompactionMode()));
      flag("auto-compaction-retention", options.autoCompactionRetention());
    }
    flag("snapshot-count", options.snapshotCount());
    flag("max-request-bytes", options.maxRequestBytes());
    flag("max-txn-ops", options.maxTxnOps());
    flag("heartbeat-interval", millis(options.heartbeatInterval()));
    flag("election-timeout", millis(options.electionTimeout()));
    flag("max-learners", options.maxLearners());
    flag("log-level", lower(options.logLevel()));
    flag("metrics", lower(options.metrics()));
  }

  private static @Nullable Long millis(@Nullable String duration) {
    return duration == null ? null : Durations.parse(duration).toMillis();
  }

  private static @Nullable String lower(@Nullable Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }

  private void featureGates(Map<String, Boolean> gates) {
    if (!gates.isEmpty()) {
      flag(
          "feature-gates",
          gates.entrySet().stream()
              .map(gate -> gate.getKey() + "=" + gate.getValue())
              .collect(Collectors.joining(",")));
    }
  }
}
