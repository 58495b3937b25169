package io.keelson.node.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, behind Netty's codec: puts requests together within bounds, hands them
 * to the handler one at a time, keeps pipelined ones waiting, and ends connections that take too
 * long. Lives on its event loop only.
 *
 * <p>gRPC's server counts this connection among its own. What it sends here to end a connection is
 * translated; its handshake timeout is ignored, since the shake was done with HTTP.
 */
final class HttpConnection extends ChannelDuplexHandler {
  private static final int WAITING_MAX = 64;
  private static final String CONNECTION = "Connection";
  private static final String CONTENT_LENGTH = "Content-Length";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String DATE = "Date";
  private static final String TRANSFER_ENCODING = "Transfer-Encoding";
  private static final long NO_DEADLINE = Long.MAX_VALUE;

  private final HttpHandler handler;
  private final HttpDate date;
  private final EdgeSettings.Http limits;
  private final ListenerState listener;
  private final @Nullable SSLSession session;
  private final Deque<HttpObject> waiting = new ArrayDeque<>();
  private @Nullable Loop loop;
  private @Nullable Assembly assembly;
  private @Nullable HttpExchange current;
  private boolean isDraining;
  private boolean isLast;
  private long deadlineNanos = NO_DEADLINE;

  /** What is known once the handler is in a pipeline. */
  private record Loop(ChannelHandlerContext context, ScheduledFuture<?> timer) {}

  /** A request whose body is still arriving. */
  private record Assembly(HttpRequest request, RequestLine line, ByteBuf body) {}

  HttpConnection(
      HttpHandler handler,
      HttpDate date,
      EdgeSettings.Http limits,
      ListenerState listener,
      @Nullable SSLSession session) {
    this.handler = handler;
    this.date = date;
    this.limits = limits;
    this.listener = listener;
    this.session = session;
  }

  @Nullable SSLSession session() {
    return session;
  }

  EventLoop loop() {
    return context().channel().eventLoop();
  }

  boolean isClosed() {
    return !context().channel().isActive();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long period = Math.max(1, limits.readTimeout().toNanos() / 4);
    var timer =
        ctx.channel()
            .eventLoop()
            .scheduleWithFixedDelay(this::checkDeadline, period, period, TimeUnit.NANOSECONDS);
    loop = new Loop(ctx, timer);
    expectWithinTimeout();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (loop != null) {
      loop.timer().cancel(false);
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    dropAssembly();
    HttpExchange unanswered = current;
    current = null;
    if (unanswered != null) {
      unanswered.fireClosed();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpObject part) || (isLast && current == null)) {
      ReferenceCountUtil.release(message);
      return;
    }
    waiting.add(part);
    if (waiting.size() >= WAITING_MAX) {
      ctx.channel().config().setAutoRead(false);
    }
    drain();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    drain();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset by the client, or a broken TLS record. Nobody is left to be told.
    var _ = ctx.close();
  }

  /** Only gRPC's commands to end a connection come this way; answers start below. */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ReferenceCountUtil.release(message);
    if (listener.isClosing()) {
      var _ = ctx.close(promise);
    } else {
      promise.setSuccess();
    }
  }

  /** A graceful close lets the answer in progress finish. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (current == null || !listener.isClosing()) {
      var _ = ctx.close(promise);
      return;
    }
    isLast = true;
    var _ = ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
  }

  void reply(HttpExchange exchange, int status, byte[] bytes) {
    if (exchange != current) {
      return;
    }
    var response =
        new DefaultFullHttpResponse(
            version(exchange), HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes));
    HttpHeaders headers = response.headers().add(exchange.answer());
    headers.set(DATE, date.now());
    if (!exchange.request().method().equals(HttpMethod.HEAD) || bytes.length > 0) {
      headers.set(CONTENT_LENGTH, bytes.length);
    }
    setConnection(exchange, headers);
    finish(context().writeAndFlush(response));
  }

  void begin(HttpExchange exchange, int status) {
    if (exchange != current) {
      return;
    }
    var response = new DefaultHttpResponse(version(exchange), HttpResponseStatus.valueOf(status));
    HttpHeaders headers = response.headers().add(exchange.answer());
    headers.set(DATE, date.now());
    if (version(exchange).equals(HttpVersion.HTTP_1_1)) {
      headers.set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      isLast = true;
    }
    setConnection(exchange, headers);
    var _ = context().writeAndFlush(response);
  }

  void write(HttpExchange exchange, byte[] bytes, Runnable whenWritten) {
    if (exchange != current) {
      whenWritten.run();
      return;
    }
    var _ =
        context()
            .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)))
            .addListener(_ -> whenWritten.run());
  }

  void end(HttpExchange exchange) {
    if (exchange == current) {
      finish(context().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }
  }

  void abort(HttpExchange exchange) {
    if (exchange == current) {
      closeNow();
    }
  }

  private void drain() {
    if (isDraining) {
      return;
    }
    isDraining = true;
    while (current == null && !isLast && context().channel().isWritable()) {
      HttpObject next = waiting.poll();
      if (next == null) {
        break;
      }
      try {
        accept(next);
      } finally {
        ReferenceCountUtil.release(next);
      }
    }
    isDraining = false;
    if (waiting.isEmpty()) {
      context().channel().config().setAutoRead(true);
    }
  }

  private void accept(HttpObject part) {
    if (part instanceof HttpRequest request) {
      RequestLine line = RequestLine.of(request);
      if (line.isRefused()) {
        refuse(line.refusal());
        return;
      }
      if (HttpUtil.is100ContinueExpected(request)) {
        var _ = context().writeAndFlush(informational());
      }
      assembly = new Assembly(request, line, context().alloc().buffer(0));
      expectWithinTimeout();
    }
    Assembly open = assembly;
    if (open == null || !(part instanceof HttpContent content)) {
      return;
    }
    if (!part.decoderResult().isSuccess()) {
      refuse("400 Bad Request");
      return;
    }
    if (open.body().readableBytes() + content.content().readableBytes() > limits.bodyBytesMax()) {
      refuse("413 Request Entity Too Large");
      return;
    }
    open.body().writeBytes(content.content());
    if (part instanceof LastHttpContent) {
      dispatch(open);
    }
  }

  private void dispatch(Assembly complete) {
    byte[] body = new byte[complete.body().readableBytes()];
    complete.body().readBytes(body);
    dropAssembly();
    deadlineNanos = NO_DEADLINE;
    var exchange = new HttpExchange(this, complete.request(), complete.line(), body);
    current = exchange;
    try {
      handler.handle(exchange);
    } catch (RuntimeException defect) {
      listener.handlerFailed(defect);
      closeNow();
    }
  }

  /** Answers a request that is none, as Go does, and ends the connection. */
  private void refuse(String statusLine) {
    dropAssembly();
    isLast = true;
    int code = Integer.parseInt(statusLine.substring(0, 3));
    byte[] text = statusLine.getBytes(StandardCharsets.US_ASCII);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            new HttpResponseStatus(code, statusLine.substring(4)),
            Unpooled.wrappedBuffer(text));
    response
        .headers()
        .set(CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(CONNECTION, HttpHeaderValues.CLOSE);
    var _ = context().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void finish(ChannelFuture written) {
    current = null;
    if (isLast) {
      context().channel().config().setAutoRead(true);
      var _ = written.addListener(_ -> closeNow());
      return;
    }
    expectWithinTimeout();
    drain();
  }

  private void setConnection(HttpExchange exchange, HttpHeaders headers) {
    boolean isKept = HttpUtil.isKeepAlive(exchange.request()) && !isLast && !listener.isClosing();
    isLast |= !isKept;
    boolean isOld = version(exchange).equals(HttpVersion.HTTP_1_0);
    if (!isKept && !isOld) {
      headers.set(CONNECTION, HttpHeaderValues.CLOSE);
    } else if (isKept && isOld) {
      headers.set(CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private static HttpVersion version(HttpExchange exchange) {
    boolean isOld = exchange.request().protocolVersion().minorVersion() == 0;
    return isOld ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static DefaultFullHttpResponse informational() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  private void expectWithinTimeout() {
    deadlineNanos = loop().ticker().nanoTime() + limits.readTimeout().toNanos();
  }

  private void checkDeadline() {
    if (deadlineNanos != NO_DEADLINE && loop().ticker().nanoTime() - deadlineNanos > 0) {
      closeNow();
    }
  }

  private void closeNow() {
    var _ = context().close();
  }

  private void dropAssembly() {
    Assembly open = assembly;
    assembly = null;
    if (open != null) {
      open.body().release();
    }
  }

  private ChannelHandlerContext context() {
    Loop known = loop;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known.context();
  }
}
