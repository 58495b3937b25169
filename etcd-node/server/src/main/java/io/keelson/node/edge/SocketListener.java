package io.keelson.node.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One bound address whose connections all live on one event loop and are handed over as they are,
 * under TLS after the handshake. A connection above the bound is closed at once.
 */
public final class SocketListener implements AutoCloseable {
  private static final long CLOSE_MILLIS_MAX = 2_000;

  private final ListenAddress address;
  private final Channel server;
  private final ChannelGroup connections;

  /** Where to listen, and which loop the connections live on. */
  public record Place(ListenAddress address, EventLoops loops, EventLoop loop) {}

  /**
   * Bounds.
   *
   * @param connectionsMax most connections at a time
   */
  public record Limits(EdgeSettings.Connection connection, int connectionsMax) {}

  /** Takes connections, on their loop. */
  @FunctionalInterface
  public interface Accepted {
    /** Puts handlers at the end of the channel's pipeline; {@code session} is null without TLS. */
    void accepted(Channel channel, @Nullable SSLSession session);
  }

  private SocketListener(ListenAddress address, Channel server, ChannelGroup connections) {
    this.address = address;
    this.server = server;
    this.connections = connections;
  }

  /**
   * Binds and accepts.
   *
   * @param tls for the secure schemes, ignored for the others
   * @throws ListenException if the address cannot be bound
   * @throws TlsException if TLS is asked for and not given
   */
  public static SocketListener open(
      Place place,
      Limits limits,
      @Nullable TlsContexts tls,
      ListenerEvents events,
      Accepted accepted)
      throws IOException {
    ListenAddress address = place.address();
    if (address.isSecure() && tls == null) {
      throw new TlsException(
          "cannot listen on TLS for %s: KeyFile and CertFile are not presented"
              .formatted(address.display().replaceFirst("^\\w+ ", "")));
    }
    var connections = new DefaultChannelGroup(place.loop(), true);
    EdgeSettings.Connection sockets = limits.connection();
    var bootstrap =
        place
            .loops()
            .accepting(address.isUnix(), place.loop())
            .option(ChannelOption.SO_BACKLOG, sockets.backlog())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (connections.size() >= limits.connectionsMax()) {
                      var _ = channel.close();
                      return;
                    }
                    connections.add(channel);
                    if (!address.isSecure() || tls == null) {
                      accepted.accepted(channel, null);
                      return;
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new TlsFront(
                                tls,
                                sockets.handshakeTimeout(),
                                events,
                                (ctx, session, protocol) -> hand(ctx, session, accepted)));
                  }
                });
    if (!address.isUnix()) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, sockets.canReuseAddress())
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    return new SocketListener(address, bind(bootstrap, place), connections);
  }

  private static boolean hand(ChannelHandlerContext ctx, SSLSession session, Accepted accepted) {
    accepted.accepted(ctx.channel(), session);
    return true;
  }

  private static Channel bind(io.netty.bootstrap.ServerBootstrap bootstrap, Place place)
      throws ListenException {
    ListenAddress address = place.address();
    try {
      if (address.isUnix()) {
        Files.deleteIfExists(Path.of(address.path()));
      }
      var bound = bootstrap.bind(ClientListener.socketAddress(address, place.loops()));
      bound.awaitUninterruptibly();
      Throwable failure = bound.cause();
      if (failure != null) {
        throw ListenException.of(address, failure);
      }
      return bound.channel();
    } catch (ListenException e) {
      throw e;
    } catch (IOException e) {
      throw ListenException.of(address, e);
    }
  }

  /** The port that was bound, of interest when 0 was asked for; -1 for Unix sockets. */
  public int port() {
    return server.localAddress() instanceof InetSocketAddress bound ? bound.getPort() : -1;
  }

  /** Stops accepting and cuts off all connections. Not on an event loop. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    connections.close().awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    if (address.isUnix()) {
      try {
        Files.deleteIfExists(Path.of(address.path()));
      } catch (IOException leftBehind) {
        // The next start removes it.
        return;
      }
    }
  }
}
