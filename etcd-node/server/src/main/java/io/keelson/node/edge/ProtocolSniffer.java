package io.keelson.node.edge;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/2 from HTTP/1.1 by the first bytes of a plaintext connection, makes the connection
 * what it is and leaves. What is neither is closed without a word, as upstream's multiplexer does
 * it; so is a client that takes too long to show which it is.
 */
final class ProtocolSniffer extends ByteToMessageDecoder {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_LINE_MAX = 4096;

  private final ConnectionSetup setup;
  private final GrpcHttp2ConnectionHandler grpc;
  private @Nullable ScheduledFuture<?> timer;

  ProtocolSniffer(ConnectionSetup setup, GrpcHttp2ConnectionHandler grpc) {
    this.setup = setup;
    this.grpc = grpc;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long nanos = setup.settings().connection().firstByteTimeout().toNanos();
    timer = ctx.channel().eventLoop().schedule(() -> closeNow(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Swallows gRPC's start of the negotiation: it begins when the protocol is known. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {}

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int seen = Math.min(in.readableBytes(), PREFACE.length);
    int same = 0;
    while (same < seen && in.getByte(start + same) == PREFACE[same]) {
      same++;
    }
    if (same == PREFACE.length && setup.hasGrpc()) {
      setup.becomeGrpc(ctx, grpc, null);
      ctx.pipeline().remove(this);
      return;
    }
    if (same == seen && seen < PREFACE.length) {
      return;
    }
    if (same == PREFACE.length || !setup.hasHttp()) {
      refuse(ctx, in);
      return;
    }
    int lineBytes = in.bytesBefore(Math.min(in.readableBytes(), FIRST_LINE_MAX), (byte) '\n');
    if (lineBytes >= 0 && isRequestLine(in.toString(start, lineBytes, StandardCharsets.US_ASCII))) {
      setup.becomeHttp(ctx, null);
      ctx.pipeline().remove(this);
    } else if (lineBytes >= 0 || in.readableBytes() >= FIRST_LINE_MAX) {
      refuse(ctx, in);
    }
  }

  private static boolean isRequestLine(String line) {
    String trimmed = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    int first = trimmed.indexOf(' ');
    int second = first < 0 ? -1 : trimmed.indexOf(' ', first + 1);
    return second > 0 && trimmed.startsWith("HTTP/1.", second + 1);
  }

  private static void refuse(ChannelHandlerContext ctx, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    closeNow(ctx);
  }

  private static void closeNow(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }
}
