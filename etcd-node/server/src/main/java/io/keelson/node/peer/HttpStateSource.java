package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.StateSource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches other members' state over connections of their own. What has arrived and is not taken yet
 * is bounded: the socket is not read meanwhile.
 */
public final class HttpStateSource implements StateSource {
  private static final int OK = 200;
  private static final int REFUSAL_CHARS_MAX = 1024;

  /** Pieces of at most 256 KiB each that may wait, and with how many the socket is read again. */
  private static final int WAITING_MAX = 32;

  private static final int WAITING_FEW = 8;

  private final PeerSettings settings;
  private final EventLoop loop;

  /** Uses the loop, the times and the TLS of the settings. */
  public HttpStateSource(PeerSettings settings) {
    this.settings = settings;
    this.loop = settings.place().loop();
  }

  /** What the loop tells the thread that waits. */
  private sealed interface Event {}

  /** The answer begins; this many bytes follow. */
  private record Head(long contentBytes) implements Event {}

  /** Next bytes. */
  private record Piece(Bytes bytes) implements Event {}

  /** Nothing more comes; the error is empty after a whole answer. */
  private record End(String error) implements Event {}

  @Override
  public void fetch(String baseUrl, Duration idleTimeout, Target target)
      throws IOException, InterruptedException {
    PeerUrl url =
        PeerUrl.parse(baseUrl).orElseThrow(() -> new IOException("cannot dial " + baseUrl));
    Download download = new Download(url);
    execute(download::start);
    try {
      take(download, idleTimeout, target);
    } finally {
      execute(download::stop);
    }
  }

  private void execute(Runnable task) throws IOException {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      throw new IOException("stopping", e);
    }
  }

  private void take(Download download, Duration idleTimeout, Target target)
      throws IOException, InterruptedException {
    long expected = 0;
    long taken = 0;
    while (true) {
      @Nullable Event event = download.events.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
      switch (event) {
        case null -> throw new IOException("nothing came for " + idleTimeout.toMillis() + " ms");
        case Head head -> expected = head.contentBytes();
        case Piece piece -> {
          Bytes bytes = piece.bytes();
          target.write(bytes.array(), bytes.offset(), bytes.length());
          taken += bytes.length();
          if (download.events.size() == WAITING_FEW) {
            execute(download::goOn);
          }
        }
        case End end -> {
          if (!end.error().isEmpty()) {
            throw new IOException(end.error());
          }
          if (taken != expected) {
            throw new IOException("got " + taken + " bytes of " + expected);
          }
          return;
        }
      }
    }
  }

  /** One answer on its way; lives on the loop, except for the queue. */
  private final class Download extends SimpleChannelInboundHandler<HttpObject>
      implements Dialler.Dialled {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final PeerUrl url;
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable Channel channel;
    private int status;
    private boolean isOver;

    Download(PeerUrl url) {
      this.url = url;
    }

    void start() {
      new Dialler(settings).dial(url, this);
    }

    @Override
    public void failed(String error, boolean isTimeout) {
      end(error);
    }

    @Override
    public void connected(Channel connection) {
      if (isOver) {
        var _ = connection.close();
        return;
      }
      channel = connection;
      FullHttpRequest request = HttpCall.request(HttpMethod.GET, url, PATH, "", Bytes.EMPTY);
      PeerHeaders.write(request.headers(), settings.self());
      connection.pipeline().addLast(Codecs.client(), this);
      var _ = connection.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (!part.decoderResult().isSuccess()) {
        end("malformed answer");
        return;
      }
      if (part instanceof HttpResponse response) {
        head(response);
      }
      if (part instanceof HttpContent content && status != 0 && !isOver) {
        content(content.content());
      }
      if (part instanceof LastHttpContent && status != 0) {
        end(status == OK ? "" : "status " + status + ": " + refusal.toString().strip());
      }
    }

    private void head(HttpResponse response) {
      status = response.status().code();
      if (status != OK) {
        return;
      }
      if (!HttpUtil.isContentLengthSet(response)) {
        end("an answer without its length");
        return;
      }
      events.add(new Head(HttpUtil.getContentLength(response)));
    }

    private void content(ByteBuf content) {
      if (status != OK) {
        if (refusal.length() < REFUSAL_CHARS_MAX) {
          refusal.append(content.toString(StandardCharsets.UTF_8));
        }
        return;
      }
      if (content.isReadable()) {
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        events.add(new Piece(Bytes.wrap(bytes)));
        Channel from = channel;
        if (from != null && events.size() >= WAITING_MAX) {
          from.config().setAutoRead(false);
          // Else the reader may have passed the mark before reading stopped.
          if (events.size() <= WAITING_FEW) {
            goOn();
          }
        }
      }
    }

    void goOn() {
      if (channel != null) {
        channel.config().setAutoRead(true);
      }
    }

    void stop() {
      end("stopped");
    }

    private void end(String error) {
      if (isOver) {
        return;
      }
      isOver = true;
      events.add(new End(error));
      if (channel != null) {
        var _ = channel.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end("EOF");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end(Dialler.describe(cause));
    }
  }
}
