package io.keelson.node.edge;

import io.keelson.node.edge.ListenerEvents.Rejection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS handshake of a connection, with the certificate files of this moment. When the client is
 * let in, what follows is put behind this handler, which leaves.
 */
final class TlsFront extends ChannelInboundHandlerAdapter {
  private final TlsContexts contexts;
  private final Duration handshakeTimeout;
  private final ListenerEvents events;
  private final Next next;
  private @Nullable SslHandler tls;

  /** What follows a handshake. */
  @FunctionalInterface
  interface Next {
    /**
     * Puts handlers behind the given one.
     *
     * @param protocol what ALPN agreed on, null for nothing
     * @return false if nobody speaks that protocol here: the connection is closed
     */
    boolean begin(ChannelHandlerContext ctx, SSLSession session, @Nullable String protocol);
  }

  TlsFront(TlsContexts contexts, Duration handshakeTimeout, ListenerEvents events, Next next) {
    this.contexts = contexts;
    this.handshakeTimeout = handshakeTimeout;
    this.events = events;
    this.next = next;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelActive();
  }

  private void begin(ChannelHandlerContext ctx) {
    if (tls != null) {
      return;
    }
    try {
      var handler = contexts.current().newHandler(ctx.alloc());
      handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
      tls = handler;
      ctx.pipeline().addBefore(ctx.name(), null, handler);
    } catch (TlsException e) {
      reject(ctx, null, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    SslHandler handler = tls;
    if (!(event instanceof SslHandshakeCompletionEvent completion) || handler == null) {
      // gRPC's start of the negotiation among them: it begins when the protocol is known.
      return;
    }
    SSLSession session = handler.engine().getSession();
    if (!completion.isSuccess()) {
      reject(ctx, session, describe(completion.cause()));
      return;
    }
    try {
      contexts.checkClient(session);
    } catch (TlsException e) {
      reject(ctx, session, String.valueOf(e.getMessage()));
      return;
    }
    if (!next.begin(ctx, session, handler.applicationProtocol())) {
      var _ = ctx.close();
      return;
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  private void reject(ChannelHandlerContext ctx, @Nullable SSLSession session, String error) {
    X509Certificate certificate = session == null ? null : certificate(session);
    events.connectionRejected(
        new Rejection(
            String.valueOf(ctx.channel().remoteAddress()).replaceFirst("^/", ""),
            certificate == null ? List.of() : HostPattern.ipAddresses(certificate),
            certificate == null ? List.of() : HostPattern.dnsNames(certificate),
            error));
    var _ = ctx.close();
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] shown = session.getPeerCertificates();
      return shown.length > 0 && shown[0] instanceof X509Certificate x509 ? x509 : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  private static String describe(@Nullable Throwable cause) {
    return switch (cause) {
      case NotSslRecordException notTls -> "tls: first record does not look like a TLS handshake";
      case ClosedChannelException closed -> "EOF";
      case SSLException refused -> "tls: " + refused.getMessage();
      case null -> "EOF";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
