package io.keelson.node.peer;

import io.keelson.node.edge.EdgeSettings;
import io.keelson.node.edge.ListenAddress;
import io.keelson.node.edge.ListenerEvents;
import io.keelson.node.edge.LoggedEvents;
import io.keelson.node.edge.SocketListener;
import io.keelson.node.edge.TlsContexts;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.link.PeerPages;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bound address at which other members reach this one. Speaks HTTP/1.1 only; under TLS it never
 * offers anything else.
 */
public final class PeerListener implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 2048;

  private final SocketListener sockets;

  private PeerListener(SocketListener sockets) {
    this.sockets = sockets;
  }

  /**
   * Binds and serves.
   *
   * @param transport where messages and streams go
   * @param tls needed for the secure schemes, ignored for the others
   * @throws IOException if the address cannot be bound or the certificate files cannot be used
   */
  public static PeerListener open(
      ListenAddress address,
      PeerTransport transport,
      PeerPages pages,
      @Nullable TlsSource tls,
      EdgeSettings.Connection limits)
      throws IOException {
    PeerSettings.Place place = transport.settings().place();
    ListenerEvents events = new LoggedEvents("peer", transport.settings().log());
    TlsContexts contexts =
        address.isSecure() && tls != null
            ? new TlsContexts(
                tls.files(), tls.policy(), List.of("http/1.1"), events::tlsReloadFailed)
            : null;
    PeerRoutes routes = new PeerRoutes(transport, pages, address.isSecure());
    return new PeerListener(
        SocketListener.open(
            new SocketListener.Place(address, place.loops(), place.loop()),
            new SocketListener.Limits(limits, CONNECTIONS_MAX),
            contexts,
            events,
            (channel, session) -> {
              channel.config().setWriteBufferWaterMark(Codecs.WATER_MARK);
              channel
                  .pipeline()
                  .addLast(Codecs.server(), new PeerConnection(routes, session != null));
            }));
  }

  /** The port that was bound, of interest when 0 was asked for; -1 for Unix sockets. */
  public int port() {
    return sockets.port();
  }

  /** Stops accepting and cuts off all connections. Not on an event loop. */
  @Override
  public void close() {
    sockets.close();
  }
}
