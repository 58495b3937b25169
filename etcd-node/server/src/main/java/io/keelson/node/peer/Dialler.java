package io.keelson.node.peer;

import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.TlsDialler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to other members, under TLS where the URL says so. Names are looked up on a
 * thread that may block; all else happens on the loop, which is also the only caller.
 */
final class Dialler {
  private final EventLoops loops;
  private final EventLoop loop;
  private final Executor blocking;
  private final Duration timeout;
  private final @Nullable TlsDialler tls;

  /** Told once how an attempt ended, on the loop. */
  interface Dialled {
    /** The connection is there; its pipeline has TLS or nothing in it. */
    void connected(Channel channel);

    /** There is none. */
    void failed(String error, boolean isTimeout);
  }

  Dialler(PeerSettings settings) {
    this(settings.place(), settings.timing().dial(), settings.tls());
  }

  Dialler(PeerSettings.Place place, Duration timeout, @Nullable TlsDialler tls) {
    this.loops = place.loops();
    this.loop = place.loop();
    this.blocking = place.blocking();
    this.timeout = timeout;
    this.tls = tls;
  }

  /** Starts an attempt. */
  void dial(PeerUrl url, Dialled dialled) {
    if (url.isSecure() && tls == null) {
      dialled.failed("no TLS is configured to dial " + url.text(), false);
      return;
    }
    try {
      connect(url, InetAddress.ofLiteral(url.host()), dialled);
    } catch (IllegalArgumentException aName) {
      lookUp(url, dialled);
    }
  }

  private void lookUp(PeerUrl url, Dialled dialled) {
    try {
      blocking.execute(
          () -> {
            try {
              InetAddress address = InetAddress.getByName(url.host());
              loop.execute(() -> connect(url, address, dialled));
            } catch (UnknownHostException e) {
              String error = "lookup " + url.host() + ": no such host";
              loop.execute(() -> dialled.failed(error, false));
            }
          });
    } catch (RejectedExecutionException stopping) {
      dialled.failed("stopping", false);
    }
  }

  private void connect(PeerUrl url, InetAddress address, Dialled dialled) {
    if (loop.isShuttingDown()) {
      return;
    }
    ChannelFuture connecting =
        loops
            .dialling(loop)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Codecs.WATER_MARK)
            .handler(new Quiet())
            .connect(new InetSocketAddress(address, url.port()));
    var _ = connecting.addListener(_ -> connected(url, connecting, dialled));
  }

  /** Until the caller's handlers are there, errors only end the connection. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }

  private static void ready(Channel channel, Dialled dialled) {
    channel.pipeline().remove(Quiet.class);
    dialled.connected(channel);
  }

  private void connected(PeerUrl url, ChannelFuture connecting, Dialled dialled) {
    Throwable failure = connecting.cause();
    if (failure != null) {
      dialled.failed(describe(failure), failure instanceof java.net.SocketTimeoutException);
      return;
    }
    Channel channel = connecting.channel();
    if (url.isSecure() && tls != null) {
      shakeHands(url, tls, channel, dialled);
    } else {
      ready(channel, dialled);
    }
  }

  private void shakeHands(PeerUrl url, TlsDialler with, Channel channel, Dialled dialled) {
    SslHandler handler;
    try {
      handler = with.handler(channel.alloc(), url.host(), url.port());
    } catch (IOException e) {
      var _ = channel.close();
      dialled.failed(describe(e), false);
      return;
    }
    handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    channel.pipeline().addFirst(handler);
    var _ =
        handler
            .handshakeFuture()
            .addListener(
                done -> {
                  Throwable failure = done.cause();
                  if (failure == null) {
                    ready(channel, dialled);
                  } else {
                    var _ = channel.close();
                    dialled.failed("tls: " + describe(failure), false);
                  }
                });
  }

  /** The message of an error, or its class if it has none. */
  static String describe(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
