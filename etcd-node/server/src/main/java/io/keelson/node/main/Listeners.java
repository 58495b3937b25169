package io.keelson.node.main;

import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.LimitsConfig;
import io.keelson.node.config.ListenConfig;
import io.keelson.node.config.SecurityConfig;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.TlsConfig;
import io.keelson.node.edge.ClientListener;
import io.keelson.node.edge.EdgeSettings;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.GrpcEndpoint;
import io.keelson.node.edge.HttpEndpoint;
import io.keelson.node.edge.ListenAddress;
import io.keelson.node.edge.LoggedEvents;
import io.keelson.node.edge.SelfSigned;
import io.keelson.node.edge.Served;
import io.keelson.node.edge.TlsException;
import io.keelson.node.edge.TlsFiles;
import io.keelson.node.edge.TlsPolicy;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.gateway.AccessRules;
import io.keelson.node.gateway.ClientRoutes;
import io.keelson.node.gateway.VersionSource;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the ports that the configuration names, and closes them. */
final class Listeners {
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final int GRPC_SLACK_BYTES = 6 << 20;

  private final ServerConfig config;
  private final EventLoops loops;
  private final Logger log;
  private final List<ClientListener> open = new ArrayList<>();

  Listeners(ServerConfig config, EventLoops loops, Logger log) {
    this.config = config;
    this.loops = loops;
    this.log = log;
  }

  /** Opens all ports; on a failure those opened before are closed. */
  void open(
      GrpcEndpoint grpc,
      ClientRoutes routes,
      VersionSource versions,
      Map<String, Supplier<String>> debugValues)
      throws StartException {
    ListenConfig listen = config.listen();
    AccessRules rules = new AccessRules(listen.http().corsOrigins(), listen.http().hostWhitelist());
    HttpEndpoint client =
        new HttpEndpoint(
            rules.before(routes.clientRoutes(versions, debugValues), routes.observer()),
            InstantSource.system());
    HttpEndpoint metrics = new HttpEndpoint(routes.metricsRoutes(), InstantSource.system());
    boolean isSplit = !listen.clientHttpUrls().isEmpty();
    try {
      @Nullable TlsSource tls = tls();
      for (EtcdUrl url : listen.clientUrls()) {
        open(url, isSplit ? Served.grpcOnly(grpc) : Served.both(grpc, client), tls);
        logServing(url, isSplit ? "grpc" : "grpc+http");
      }
      for (EtcdUrl url : listen.clientHttpUrls()) {
        open(url, Served.httpOnly(client), tls);
        logServing(url, "http");
      }
      for (EtcdUrl url : listen.metricsUrls()) {
        open(url, Served.httpOnly(metrics), tls);
        log.info("serving metrics", Field.of("address", url.text()));
      }
    } catch (IOException e) {
      close();
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private void open(EtcdUrl url, Served served, @Nullable TlsSource tls) throws IOException {
    open.add(
        ClientListener.open(
            ListenAddress.parse(url.text()),
            loops,
            settings(),
            served,
            tls,
            new LoggedEvents("client", log)));
  }

  private void logServing(EtcdUrl url, String traffic) {
    String message =
        url.isSecure()
            ? "serving client traffic securely"
            : "serving client traffic insecurely; this is strongly discouraged!";
    log.info(message, Field.of("traffic", traffic), Field.of("address", url.address()));
  }

  private EdgeSettings settings() {
    EdgeSettings defaults = EdgeSettings.defaults();
    LimitsConfig limits = config.limits();
    int messageBytes =
        (int) Math.min(Integer.MAX_VALUE, limits.maxRequestBytesWithOverhead() + GRPC_SLACK_BYTES);
    EdgeSettings.Grpc grpc =
        new EdgeSettings.Grpc(
            messageBytes,
            limits.maxConcurrentStreams(),
            defaults.grpc().flowControlWindowBytes(),
            defaults.grpc().headerBytesMax(),
            new EdgeSettings.KeepAlive(
                limits.keepaliveMinTime(), limits.keepaliveInterval(), limits.keepaliveTimeout()));
    EdgeSettings.Connection connection =
        new EdgeSettings.Connection(
            defaults.connection().firstByteTimeout(),
            defaults.connection().handshakeTimeout(),
            true,
            config.listen().reusePort(),
            defaults.connection().backlog());
    return new EdgeSettings(grpc, defaults.http(), connection);
  }

  private @Nullable TlsSource tls() throws TlsException {
    SecurityConfig security = config.security();
    TlsConfig client = security.client();
    boolean isWanted =
        config.listen().clientUrls().stream().anyMatch(EtcdUrl::isSecure)
            || config.listen().clientHttpUrls().stream().anyMatch(EtcdUrl::isSecure)
            || config.listen().metricsUrls().stream().anyMatch(EtcdUrl::isSecure);
    if (!isWanted) {
      return null;
    }
    if (!client.isGiven() && !client.auto()) {
      return null;
    }
    TlsPolicy policy = policy(security);
    TlsFiles files =
        client.isGiven()
            ? new TlsFiles(
                client.certFile(),
                client.keyFile(),
                client.trustedCaFile(),
                client.crlFile(),
                client.demandsClientCertificate(),
                client.allowedCommonNames(),
                client.allowedHostnames())
            : selfSigned(security);
    return new TlsSource(files, policy);
  }

  /** Protocols and cipher suites that are allowed, on all ports. */
  static TlsPolicy policy(SecurityConfig security) throws TlsException {
    return new TlsPolicy(
        protocols(security), TlsPolicy.parse("", "", security.cipherSuites()).suites());
  }

  private static List<String> protocols(SecurityConfig security) {
    List<String> protocols = new ArrayList<>();
    for (io.keelson.node.config.TlsVersion version : io.keelson.node.config.TlsVersion.values()) {
      if (version.compareTo(security.minVersion()) >= 0
          && version.compareTo(security.maxVersion()) <= 0) {
        protocols.add(version.protocol());
      }
    }
    return protocols;
  }

  private TlsFiles selfSigned(SecurityConfig security) throws TlsException {
    List<String> hosts =
        config.listen().clientUrls().stream().map(EtcdUrl::hostname).distinct().toList();
    return SelfSigned.findOrCreate(
        Path.of(config.member().dataDir(), "fixtures", "client"),
        hosts,
        (int) Math.min(Integer.MAX_VALUE, security.selfSignedValidityYears()),
        Instant.now(),
        new SecureRandom());
  }

  void close() {
    for (ClientListener listener : open) {
      try {
        listener.close(DRAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        listener.close();
      }
    }
    open.clear();
  }
}
