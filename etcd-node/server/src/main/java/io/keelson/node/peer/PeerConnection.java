package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that another member has made: one request at a time, or for ever a stream. Ends
 * when the other side is silent for too long. Lives on the loop.
 */
final class PeerConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final int DISCARDED_BYTES_MAX = 256 * 1024;
  private static final int IDLE_FACTOR = 6;

  private final PeerRoutes routes;
  private final boolean isAuthenticated;
  private final long silenceNanos;
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable HttpRequest request;
  private @Nullable Receiver receiver;
  private @Nullable OutgoingStream stream;
  private @Nullable StateSender sender;
  private boolean isBodyComplete;
  private boolean isAnswered;
  private boolean isLast;
  private int discardedBytes;
  private long heardNanos;

  /** For a new connection; {@code isAuthenticated} says that TLS knows who is there. */
  PeerConnection(PeerRoutes routes, boolean isAuthenticated) {
    this.routes = routes;
    this.isAuthenticated = isAuthenticated;
    this.silenceNanos = routes.settings().timing().silence().toNanos();
  }

  boolean isAuthenticated() {
    return isAuthenticated;
  }

  EventLoop loop() {
    return channel().eventLoop();
  }

  Channel channel() {
    Channel known = channel;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known;
  }

  /** The other side, as text for logs and metrics. */
  String remoteAddress() {
    return String.valueOf(channel().remoteAddress()).replaceFirst("^/", "");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    heardNanos = nanoTime();
    long period = Math.max(1, silenceNanos / 2);
    timer = loop().scheduleWithFixedDelay(this::tick, period, period, TimeUnit.NANOSECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    heardNanos = nanoTime();
    if (isLast && request == null) {
      return;
    }
    if (part instanceof HttpRequest next) {
      begin(next);
    }
    if (part instanceof HttpContent content && request != null) {
      content(content);
    }
  }

  private void begin(HttpRequest next) {
    if (request != null) {
      // Nobody sends a second request before the first is answered.
      close();
      return;
    }
    request = next;
    isBodyComplete = false;
    isAnswered = false;
    if (!next.decoderResult().isSuccess()) {
      isLast = true;
      answer(400, "text/plain; charset=utf-8", Bytes.utf8("400 Bad Request"), Map.of());
      return;
    }
    isLast = !HttpUtil.isKeepAlive(next);
    routes.route(this, next);
  }

  private void content(HttpContent content) {
    Receiver to = receiver;
    if (!content.decoderResult().isSuccess()) {
      close();
      return;
    }
    if (isAnswered || to == null) {
      discardedBytes += content.content().readableBytes();
      if (discardedBytes > DISCARDED_BYTES_MAX) {
        close();
        return;
      }
    } else {
      to.content(content.content());
    }
    if (content instanceof LastHttpContent) {
      isBodyComplete = true;
      if (!isAnswered && to != null) {
        to.complete();
      }
      finishIfDone();
    }
  }

  /** Sends the body of the current request there. */
  void receive(Receiver to) {
    receiver = to;
  }

  /** Answers the current request with a text, as Go's servers do with errors. */
  void refuse(int status, String text, Map<String, String> headers) {
    var all = new java.util.LinkedHashMap<>(headers);
    all.put("X-Content-Type-Options", "nosniff");
    answer(status, "text/plain; charset=utf-8", Bytes.utf8(text + "\n"), all);
  }

  /** Answers the current request; a second answer is ignored. */
  void answer(int status, String contentType, Bytes body, Map<String, String> headers) {
    if (request == null || isAnswered || stream != null || sender != null) {
      return;
    }
    isAnswered = true;
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(body.array(), body.offset(), body.length()));
    HttpHeaders fields = response.headers();
    headers.forEach(fields::set);
    if (!contentType.isEmpty()) {
      fields.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    if (status != 204) {
      fields.set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    }
    fields.set(HttpHeaderNames.DATE, routes.date());
    isLast |= !isBodyComplete && hasBody(request);
    if (isLast) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    channel().config().setAutoRead(true);
    ChannelFuture written = channel().writeAndFlush(response);
    var _ = written.addListener(_ -> finishIfDone());
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  /** Begins an answer that has no end, for a stream. */
  void begin(Map<String, String> headers) {
    isAnswered = true;
    isLast = true;
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    headers.forEach(response.headers()::set);
    response
        .headers()
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
        .set(HttpHeaderNames.DATE, routes.date());
    var _ = channel().writeAndFlush(response);
  }

  /** Begins an answer of so many bytes, which its sender writes before it ends the connection. */
  void begin(Map<String, String> headers, String contentType, long contentBytes) {
    isAnswered = true;
    isLast = true;
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    headers.forEach(response.headers()::set);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set(HttpHeaderNames.CONTENT_LENGTH, contentBytes)
        .set(HttpHeaderNames.DATE, routes.date())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    var _ = channel().writeAndFlush(response);
  }

  /** The answer to the current request is the sender's, and its patience with the other side. */
  void become(StateSender attached) {
    sender = attached;
  }

  /** The sender leaves the answer to others. */
  void leave() {
    sender = null;
  }

  /** The connection belongs to a stream from now on. */
  void become(OutgoingStream attached) {
    stream = attached;
  }

  private void finishIfDone() {
    boolean isKept = stream != null || sender != null;
    if (!isAnswered || !isBodyComplete || isKept || request == null) {
      return;
    }
    request = null;
    receiver = null;
    discardedBytes = 0;
    heardNanos = nanoTime();
    if (isLast) {
      close();
    }
  }

  private void tick() {
    if (stream != null || sender != null) {
      return;
    }
    long silent = nanoTime() - heardNanos;
    Receiver from = receiver;
    boolean isStalled =
        request == null
            ? silent > IDLE_FACTOR * silenceNanos
            : isAnswered
                ? silent > silenceNanos
                : !isBodyComplete && from != null && from.isWaiting() && silent > patience(from);
    if (isStalled) {
      close();
    }
  }

  private long patience(Receiver from) {
    return from instanceof SnapshotReceiver
        ? routes.settings().timing().snapshotStall().toNanos()
        : silenceNanos;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stream != null) {
      stream.flush();
    }
    if (sender != null) {
      sender.more();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
    OutgoingStream attached = stream;
    if (attached != null) {
      attached.lost("EOF");
    }
    StateSender sending = sender;
    if (sending != null) {
      sending.stop();
    }
    Receiver from = receiver;
    receiver = null;
    if (from != null) {
      from.cut();
    }
    routes.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  /** Cuts the connection off. */
  void close() {
    var _ = channel().close();
  }

  private long nanoTime() {
    return loop().ticker().nanoTime();
  }
}
