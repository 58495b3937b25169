package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Outcome;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection of its own, and its answer. Lives on the loop; the end is told
 * exactly once.
 */
final class HttpCall implements Dialler.Dialled {
  private final FullHttpRequest request;
  private final int answerBytesMax;
  private final EventLoop loop;
  private final Consumer<Outcome> ended;
  private LongConsumer roundTrip = nanos -> {};
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean isEnded;

  private HttpCall(
      FullHttpRequest request, int answerBytesMax, EventLoop loop, Consumer<Outcome> ended) {
    this.request = request;
    this.answerBytesMax = answerBytesMax;
    this.loop = loop;
    this.ended = ended;
  }

  /**
   * A call that has not started.
   *
   * @param answerBytesMax a larger answer is a failure
   */
  static HttpCall of(
      FullHttpRequest request, int answerBytesMax, EventLoop loop, Consumer<Outcome> ended) {
    return new HttpCall(request, answerBytesMax, loop, ended);
  }

  /** A request to a URL; the body is empty for none. */
  static FullHttpRequest request(
      HttpMethod method, PeerUrl url, String path, String contentType, Bytes body) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            method,
            path,
            Unpooled.wrappedBuffer(body.array(), body.offset(), body.length()));
    request.headers().set(HttpHeaderNames.HOST, url.authority());
    if (!body.isEmpty() || method.equals(HttpMethod.POST)) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    }
    if (!contentType.isEmpty()) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    request.headers().set(HttpHeaderNames.CONNECTION, "close");
    return request;
  }

  /** Tells how long it took from sending the request to the head of its answer, in nanoseconds. */
  HttpCall measuring(LongConsumer told) {
    roundTrip = told;
    return this;
  }

  /** Dials and asks, all of it within a time. */
  void start(Dialler dialler, PeerUrl url, long timeoutNanos) {
    deadline =
        loop.schedule(
            () -> end(new Failed("time is up", true)), timeoutNanos, TimeUnit.NANOSECONDS);
    dialler.dial(url, this);
  }

  /** Ends it as failed if it has not ended. */
  void cancel() {
    end(new Failed("stopped", false));
  }

  @Override
  public void connected(Channel connection) {
    if (isEnded) {
      var _ = connection.close();
      return;
    }
    channel = connection;
    long sentNanos = loop.ticker().nanoTime();
    connection.pipeline().addLast(Codecs.client(), new Answer(sentNanos));
    var _ = connection.writeAndFlush(request.retain());
  }

  @Override
  public void failed(String error, boolean isTimeout) {
    end(new Failed(error, isTimeout));
  }

  private void end(Outcome outcome) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    request.release();
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (channel != null) {
      var _ = channel.close();
    }
    ended.accept(outcome);
  }

  /** Puts the answer together. */
  private final class Answer extends SimpleChannelInboundHandler<HttpObject> {
    private final long sentNanos;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int status;

    Answer(long sentNanos) {
      this.sentNanos = sentNanos;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) throws Exception {
      if (!part.decoderResult().isSuccess()) {
        end(new Failed("malformed answer", false));
        return;
      }
      if (part instanceof HttpResponse response) {
        roundTrip.accept(loop.ticker().nanoTime() - sentNanos);
        status = response.status().code();
        response
            .headers()
            .forEach(
                one -> headers.putIfAbsent(one.getKey().toLowerCase(Locale.ROOT), one.getValue()));
      }
      if (part instanceof HttpContent content) {
        int count = content.content().readableBytes();
        if (body.size() + count > answerBytesMax) {
          end(new Failed("answer of more than " + answerBytesMax + " bytes", false));
          return;
        }
        content.content().readBytes(body, count);
        if (part instanceof LastHttpContent && status >= 200) {
          end(new Answered(status, headers, Bytes.wrap(body.toByteArray())));
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end(new Failed("EOF", false));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end(new Failed(Dialler.describe(cause), false));
    }
  }
}
