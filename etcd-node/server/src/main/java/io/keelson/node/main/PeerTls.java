package io.keelson.node.main;

import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.SecurityConfig;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.TlsConfig;
import io.keelson.node.edge.SelfSigned;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.edge.TlsException;
import io.keelson.node.edge.TlsFiles;
import io.keelson.node.edge.TlsPolicy;
import io.keelson.node.edge.TlsSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** TLS between members, on both sides, as configured. */
final class PeerTls {
  private final ServerConfig config;
  private final TlsConfig peer;
  private final TlsPolicy policy;
  private @Nullable TlsFiles madeFiles;

  PeerTls(ServerConfig config, TlsPolicy policy) {
    this.config = config;
    this.peer = config.security().peer();
    this.policy = policy;
  }

  /** For the listeners; null when there is no certificate. */
  @Nullable TlsSource source() throws TlsException {
    if (peer.isGiven()) {
      return new TlsSource(
          new TlsFiles(
              peer.certFile(),
              peer.keyFile(),
              peer.trustedCaFile(),
              peer.crlFile(),
              peer.demandsClientCertificate(),
              peer.allowedCommonNames(),
              peer.allowedHostnames()),
          policy);
    }
    return peer.auto() ? new TlsSource(made(), policy) : null;
  }

  /** For dialling. With certificates that members make themselves there is nothing to verify. */
  TlsDialler dialler(Consumer<String> reloadFailed) throws TlsException {
    if (!peer.isGiven() && peer.auto()) {
      TlsFiles own = made();
      return new TlsDialler(
          dialling(own.certFile(), own.keyFile(), ""), policy, true, reloadFailed);
    }
    boolean hasOwn = !peer.clientCertFile().isEmpty();
    return new TlsDialler(
        dialling(
            hasOwn ? peer.clientCertFile() : peer.certFile(),
            hasOwn ? peer.clientKeyFile() : peer.keyFile(),
            peer.trustedCaFile()),
        policy,
        false,
        reloadFailed);
  }

  private static TlsFiles dialling(String cert, String key, String authority) {
    return new TlsFiles(cert, key, authority, "", false, List.of(), List.of());
  }

  private TlsFiles made() throws TlsException {
    TlsFiles known = madeFiles;
    if (known == null) {
      SecurityConfig security = config.security();
      known =
          SelfSigned.findOrCreate(
              Path.of(config.member().dataDir(), "fixtures", "peer"),
              config.listen().peerUrls().stream().map(EtcdUrl::hostname).distinct().toList(),
              (int) Math.min(Integer.MAX_VALUE, security.selfSignedValidityYears()),
              Instant.now(),
              new SecureRandom());
      madeFiles = known;
    }
    return known;
  }
}
