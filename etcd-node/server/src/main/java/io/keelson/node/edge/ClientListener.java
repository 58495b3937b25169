package io.keelson.node.edge;

import io.grpc.Server;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One bound address of the server. Serves gRPC, HTTP/1.1 or both; plaintext is told apart by its
 * first bytes, TLS by ALPN. All handlers run on the connection's event loop.
 *
 * <p>HTTP/1.1 is preferred to {@code h2} under TLS: gRPC clients offer {@code h2} alone, while
 * those that offer both (curl, Prometheus) want the HTTP endpoints.
 */
public final class ClientListener implements AutoCloseable {
  private static final int RST_PER_WINDOW_MAX = 100_000;
  private static final int RST_WINDOW_SECONDS = 30;

  private final ListenAddress address;
  private final ListenerState state;
  private final Server server;

  private ClientListener(ListenAddress address, ListenerState state, Server server) {
    this.address = address;
    this.state = state;
    this.server = server;
  }

  /**
   * Binds and serves.
   *
   * @param tls needed for the secure schemes, ignored for the others
   * @throws ListenException if the address cannot be bound
   * @throws TlsException if the certificate files cannot be used
   */
  public static ClientListener open(
      ListenAddress address,
      EventLoops loops,
      EdgeSettings settings,
      Served served,
      @Nullable TlsSource tls,
      ListenerEvents events)
      throws IOException {
    var state = new ListenerState(events);
    var setup = new ConnectionSetup(served, settings, state);
    TlsContexts contexts = address.isSecure() ? contexts(address, served, tls, events) : null;
    NettyServerBuilder builder = builder(address, loops);
    builder.protocolNegotiator(new Negotiator(setup, contexts));
    configureSockets(builder, address, loops, settings.connection());
    configureGrpc(builder, settings);
    register(builder, served.grpc());
    Server server = builder.build();
    try {
      if (address.isUnix()) {
        Files.deleteIfExists(Path.of(address.path()));
      }
      server.start();
    } catch (IOException e) {
      server.shutdownNow();
      throw ListenException.of(address, e);
    }
    return new ClientListener(address, state, server);
  }

  /**
   * Loads what a listener is made of without opening one: a start does this beside other work, and
   * the first {@link #open} is quicker by that time. Any thread.
   */
  public static void prepare(EventLoops loops) throws IOException {
    NettyServerBuilder builder = builder(ListenAddress.tcp(false, "127.0.0.1", 0), loops);
    configureGrpc(builder, EdgeSettings.defaults());
    builder.build().shutdownNow();
  }

  /** What was asked for. */
  public ListenAddress address() {
    return address;
  }

  /** The port that was bound, of interest when 0 was asked for; -1 for Unix sockets. */
  public int port() {
    return server.getPort();
  }

  /** Stops accepting, lets calls finish for a while, then cuts them off. The port is free then. */
  public void close(Duration drain) throws InterruptedException {
    state.close();
    server.shutdown();
    if (!server.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS)) {
      server.shutdownNow();
      server.awaitTermination(1, TimeUnit.SECONDS);
    }
    deleteSocketFile();
  }

  /** Cuts everything off. */
  @Override
  public void close() {
    state.close();
    server.shutdownNow();
    try {
      server.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deleteSocketFile();
  }

  private void deleteSocketFile() {
    if (address.isUnix()) {
      try {
        Files.deleteIfExists(Path.of(address.path()));
      } catch (IOException leftBehind) {
        // The next start removes it.
        return;
      }
    }
  }

  private static TlsContexts contexts(
      ListenAddress address, Served served, @Nullable TlsSource tls, ListenerEvents events)
      throws TlsException {
    if (tls == null) {
      throw new TlsException(
          "cannot listen on TLS for %s: KeyFile and CertFile are not presented"
              .formatted(address.display().replaceFirst("^\\w+ ", "")));
    }
    List<String> protocols =
        served.grpc() == null
            ? List.of("http/1.1")
            : served.http() == null ? List.of("h2") : List.of("http/1.1", "h2");
    return new TlsContexts(tls.files(), tls.policy(), protocols, events::tlsReloadFailed);
  }

  private static NettyServerBuilder builder(ListenAddress address, EventLoops loops)
      throws ListenException {
    try {
      return NettyServerBuilder.forAddress(socketAddress(address, loops))
          .bossEventLoopGroup(loops.boss())
          .workerEventLoopGroup(loops.workers())
          .channelType(loops.serverChannel(address.isUnix()))
          .withChildOption(ChannelOption.ALLOCATOR, loops.grpcBuffers())
          .directExecutor();
    } catch (IOException e) {
      throw ListenException.of(address, e);
    }
  }

  static SocketAddress socketAddress(ListenAddress address, EventLoops loops) throws IOException {
    if (!address.isUnix()) {
      return address.resolve();
    }
    return loops.isEpoll()
        ? new DomainSocketAddress(address.path())
        : UnixDomainSocketAddress.of(address.path());
  }

  private static void configureSockets(
      NettyServerBuilder builder,
      ListenAddress address,
      EventLoops loops,
      EdgeSettings.Connection connection) {
    builder.withOption(ChannelOption.SO_BACKLOG, connection.backlog());
    if (address.isUnix()) {
      return;
    }
    builder.withOption(ChannelOption.SO_REUSEADDR, connection.canReuseAddress());
    builder.withChildOption(ChannelOption.TCP_NODELAY, true);
    if (connection.canReusePort()) {
      if (loops.isEpoll()) {
        builder.withOption(EpollChannelOption.SO_REUSEPORT, true);
      } else {
        builder.withOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
      }
    }
  }

  private static void configureGrpc(NettyServerBuilder builder, EdgeSettings settings) {
    EdgeSettings.Grpc limits = settings.grpc();
    EdgeSettings.KeepAlive keepAlive = limits.keepAlive();
    builder
        .maxInboundMessageSize(limits.messageBytesMax())
        .maxInboundMetadataSize(limits.headerBytesMax())
        .maxConcurrentCallsPerConnection(limits.concurrentCallsMax())
        .flowControlWindow(limits.flowControlWindowBytes())
        .maxRstFramesPerWindow(RST_PER_WINDOW_MAX, RST_WINDOW_SECONDS)
        .permitKeepAliveTime(keepAlive.minTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(false)
        .keepAliveTime(keepAlive.interval().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(keepAlive.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .handshakeTimeout(
            settings.connection().firstByteTimeout().toMillis()
                + settings.connection().handshakeTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    InternalNettyServerBuilder.setStatsEnabled(builder, false);
    InternalNettyServerBuilder.setTracingEnabled(builder, false);
  }

  private static void register(NettyServerBuilder builder, @Nullable GrpcEndpoint grpc) {
    if (grpc == null) {
      return;
    }
    grpc.services().forEach(builder::addService);
    grpc.tracers().forEach(builder::addStreamTracerFactory);
    if (grpc.fallback() != null) {
      builder.fallbackHandlerRegistry(grpc.fallback());
    }
  }

  /** What gRPC asks to set up each of its connections. */
  private static final class Negotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    private final ConnectionSetup setup;
    private final @Nullable TlsContexts contexts;

    Negotiator(ConnectionSetup setup, @Nullable TlsContexts contexts) {
      this.setup = setup;
      this.contexts = contexts;
    }

    @Override
    public AsciiString scheme() {
      return AsciiString.of(contexts == null ? "http" : "https");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
      return contexts == null
          ? new ProtocolSniffer(setup, grpc)
          : new TlsFront(
              contexts,
              setup.settings().connection().handshakeTimeout(),
              setup.listener().events(),
              (ctx, session, protocol) -> begin(ctx, grpc, session, protocol));
    }

    /** ALPN tells gRPC ({@code h2}) from HTTP/1.1 (that, or nothing). */
    private boolean begin(
        ChannelHandlerContext ctx,
        GrpcHttp2ConnectionHandler grpc,
        SSLSession session,
        @Nullable String protocol) {
      boolean isHttp2 = "h2".equals(protocol);
      if (isHttp2 && setup.hasGrpc()) {
        setup.becomeGrpc(ctx, grpc, session);
        return true;
      }
      if (!isHttp2 && setup.hasHttp()) {
        setup.becomeHttp(ctx, session);
        return true;
      }
      return false;
    }

    @Override
    public void close() {}
  }
}
