package io.keelson.node.edge;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.InternalWriteBufferingAndExceptionHandlerUtils;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Turns a connection whose protocol is known into a gRPC or an HTTP/1.1 one. */
final class ConnectionSetup {
  private final Served served;
  private final EdgeSettings settings;
  private final ListenerState listener;
  private final @Nullable HttpDate date;

  ConnectionSetup(Served served, EdgeSettings settings, ListenerState listener) {
    this.served = served;
    this.settings = settings;
    this.listener = listener;
    HttpEndpoint http = served.http();
    this.date = http == null ? null : new HttpDate(http.clock());
  }

  EdgeSettings settings() {
    return settings;
  }

  ListenerState listener() {
    return listener;
  }

  boolean hasGrpc() {
    return served.grpc() != null;
  }

  boolean hasHttp() {
    return served.http() != null;
  }

  /** Puts gRPC behind the given handler, which removes itself afterwards. */
  void becomeGrpc(
      ChannelHandlerContext ctx, GrpcHttp2ConnectionHandler grpc, @Nullable SSLSession session) {
    ctx.pipeline()
        .addAfter(ctx.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
    // gRPC announced the start of the negotiation when the connection was made; that has passed.
    ctx.fireUserEventTriggered(
        InternalProtocolNegotiationEvent.withAttributes(
            InternalProtocolNegotiationEvent.getDefault(), attributes(ctx, session)));
  }

  /** Puts HTTP/1.1 behind the given handler, which removes itself afterwards. */
  void becomeHttp(ChannelHandlerContext ctx, @Nullable SSLSession session) {
    HttpEndpoint http = served.http();
    HttpDate dates = date;
    if (http == null || dates == null) {
      var _ = ctx.close();
      return;
    }
    InternalWriteBufferingAndExceptionHandlerUtils.writeBufferingAndRemove(ctx.channel());
    EdgeSettings.Http limits = settings.http();
    var codec =
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytesMax())
                .setMaxHeaderSize(limits.headerBytesMax()));
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addLast(codec);
    pipeline.addLast(new HttpConnection(http.handler(), dates, limits, listener, session));
  }

  private static Attributes attributes(ChannelHandlerContext ctx, @Nullable SSLSession session) {
    Attributes.Builder attributes = Attributes.newBuilder();
    SocketAddress remote = ctx.channel().remoteAddress();
    if (remote != null) {
      attributes.set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, remote);
    }
    SocketAddress local = ctx.channel().localAddress();
    if (local != null) {
      attributes.set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, local);
    }
    if (session != null) {
      attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session);
    }
    return attributes.build();
  }
}
