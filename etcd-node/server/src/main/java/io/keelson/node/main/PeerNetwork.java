package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.ListenConfig;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.edge.EdgeSettings;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.ListenAddress;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.edge.TlsException;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.PeerPages;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NetworkMetrics;
import io.keelson.node.peer.HttpPeerCalls;
import io.keelson.node.peer.HttpStateSource;
import io.keelson.node.peer.PeerListener;
import io.keelson.node.peer.PeerSettings;
import io.keelson.node.peer.PeerTransport;
import io.keelson.node.wal.WalMetadata;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The network that the configuration names: upstream's peer protocol on the peer URLs. */
final class PeerNetwork implements Network {
  private final ServerConfig config;
  private final Surroundings surroundings;
  private final PeerTls tls;
  private final @Nullable TlsDialler dialler;
  private final List<PeerListener> listeners = new ArrayList<>();
  private volatile PeerCalls calls;
  private @Nullable PeerTransport transport;

  /**
   * Where it runs.
   *
   * @param version full version that this member reports
   * @param blocking threads for what may block
   */
  record Surroundings(
      EventLoops loops,
      Executor blocking,
      NanoClock clock,
      String version,
      NetworkMetrics metrics,
      Logger log) {}

  /**
   * Ready to ask other members; {@link #connect} makes it this member's.
   *
   * @throws StartException if the certificates cannot be used
   */
  PeerNetwork(ServerConfig config, Surroundings surroundings) throws StartException {
    this.config = config;
    this.surroundings = surroundings;
    try {
      tls = new PeerTls(config, Listeners.policy(config.security()));
      dialler = mayDialTls(config) ? tls.dialler(this::logReloadFailed) : null;
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    calls = new HttpPeerCalls(settings(0, 0));
  }

  private static boolean mayDialTls(ServerConfig config) {
    ListenConfig listen = config.listen();
    return config.security().peer().isGiven()
        || config.security().peer().auto()
        || listen.advertisePeerUrls().stream().anyMatch(EtcdUrl::isSecure)
        || config.cluster().initialCluster().contains("https://");
  }

  private void logReloadFailed(String error) {
    surroundings.log().warn("cannot use changed certificate files", Field.error(error));
  }

  private PeerSettings settings(long memberId, long clusterId) {
    return new PeerSettings(
        new PeerSettings.Self(
            memberId,
            clusterId,
            surroundings.version(),
            EtcdUrl.texts(config.listen().advertisePeerUrls())),
        PeerSettings.Place.of(
            surroundings.loops(),
            surroundings.blocking(),
            surroundings.clock(),
            InstantSource.system()),
        PeerSettings.Timing.of(Duration.ofMillis(config.raft().electionMillis())),
        dialler,
        surroundings.log(),
        surroundings.metrics());
  }

  @Override
  public PeerLink connect(WalMetadata self, PeerHandler handler) {
    PeerSettings settings = settings(self.nodeId(), self.clusterId());
    calls = new HttpPeerCalls(settings);
    PeerTransport opened = new PeerTransport(settings, handler);
    transport = opened;
    return opened;
  }

  @Override
  public Inquiry inquire(WalMetadata self) {
    PeerSettings settings = settings(self.nodeId(), self.clusterId());
    return new Inquiry(new HttpPeerCalls(settings), new HttpStateSource(settings));
  }

  @Override
  public PeerCalls calls() {
    return (url, request, answered) -> calls.call(url, request, answered);
  }

  /**
   * Lets other members in.
   *
   * @throws StartException if an address cannot be bound; those opened before are closed
   */
  void open(PeerPages pages) throws StartException {
    PeerTransport connected = Objects.requireNonNull(transport, "connect comes first");
    EdgeSettings.Connection limits = EdgeSettings.defaults().connection();
    try {
      @Nullable TlsSource source = tls.source();
      for (EtcdUrl url : config.listen().peerUrls()) {
        listeners.add(
            PeerListener.open(ListenAddress.parse(url.text()), connected, pages, source, limits));
        surroundings.log().info("serving peer traffic", Field.of("address", url.address()));
      }
    } catch (IOException e) {
      close();
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Ends all connections. */
  void close() {
    listeners.forEach(PeerListener::close);
    listeners.clear();
    PeerTransport opened = transport;
    if (opened != null) {
      opened.close();
    }
  }
}
