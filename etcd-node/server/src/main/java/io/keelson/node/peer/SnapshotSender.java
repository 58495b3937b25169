package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.log.Field;
import io.keelson.node.metrics.NetworkMetrics;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one state machine to one member. Lives on the loop; a {@link BodyPump} reads the body. The
 * end is told exactly once.
 */
final class SnapshotSender implements Dialler.Dialled, BodyPump.Listener {
  private static final int REFUSAL_BYTES_MAX = 4096;
  private static final String SOURCE = "snapshot";

  private final Link link;
  private final Message message;
  private final SnapshotBody body;
  private final Runnable ended;
  private final BodyPump pump;
  private final long startNanos;
  private @Nullable PeerUrl url;
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> timer;
  private long sizeBytes;
  private boolean isOver;

  /** A transfer that has not started; {@code ended} is run once when it is over. */
  SnapshotSender(Link link, Message message, SnapshotBody body, Runnable ended) {
    this.link = link;
    this.message = message;
    this.body = body;
    this.ended = ended;
    this.pump = new BodyPump(link.loop(), link.settings().place().blocking(), body, this);
    this.startNanos = nanoTime();
  }

  /** Starts: first its size is found out. */
  void start() {
    transfers().inflight.with(link.idText()).inc();
    pump.open(() -> body);
  }

  /** Gives up. */
  void stop() {
    fail("stopped");
  }

  @Override
  public void opened(long size) {
    sizeBytes = size;
    link.log()
        .info(
            "sending database snapshot",
            indexField(),
            link.remoteField(),
            bytesField(),
            sizeField());
    Optional<PeerUrl> choice = link.urls().pick();
    if (choice.isEmpty()) {
      fail("no URL that can be dialled");
      return;
    }
    url = choice.get();
    new Dialler(link.settings()).dial(choice.get(), this);
  }

  @Override
  public void failed(String error, boolean isTimeout) {
    fail(error);
  }

  @Override
  public void connected(Channel connection) {
    PeerUrl to = url;
    if (isOver || to == null) {
      var _ = connection.close();
      return;
    }
    channel = connection;
    connection.pipeline().addLast(Codecs.client(), new Answer());
    var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/raft/snapshot");
    request
        .headers()
        .set(HttpHeaderNames.HOST, to.authority())
        .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
        .set(HttpHeaderNames.CONNECTION, "close");
    PeerHeaders.write(request.headers(), link.settings().self());
    var _ = connection.write(request);
    Bytes envelope = MessageCodec.encode(message, body.membership());
    ByteBuf first = connection.alloc().buffer(Long.BYTES + envelope.length());
    MessageStreamEncoder.frame(envelope, first);
    var _ = connection.writeAndFlush(new DefaultHttpContent(first));
    long second = TimeUnit.SECONDS.toNanos(1);
    timer = link.loop().scheduleAtFixedRate(this::tick, second, second, TimeUnit.NANOSECONDS);
    pump.pump(connection);
  }

  @Override
  public void sent(int bytes) {
    link.sentBytes().add(bytes);
  }

  @Override
  public void whole(ChannelFuture last) {
    // The receiver's answer is what counts.
  }

  @Override
  public void failed(Throwable cause) {
    fail(Dialler.describe(cause));
  }

  private void tick() {
    long idle = pump.idleNanos();
    if (pump.isWhole()) {
      if (idle > link.settings().timing().snapshotAnswer().toNanos()) {
        fail("no answer");
      }
    } else if (idle > link.settings().timing().snapshotStall().toNanos()) {
      fail("i/o timeout");
    }
  }

  private void fail(String reason) {
    if (!end()) {
      return;
    }
    link.log()
        .warn(
            "failed to send database snapshot",
            indexField(),
            link.remoteField(),
            bytesField(),
            sizeField(),
            Field.error(reason));
    if (url != null) {
      link.urls().failed(url);
    }
    link.status().deactivate("post", SOURCE, reason);
    transfers().failures.with(link.idText()).inc();
    link.failed();
    link.handler().snapshotSent(link.id(), false);
  }

  private void accepted() {
    if (!end()) {
      return;
    }
    link.status().activate();
    link.log()
        .info(
            "sent database snapshot", indexField(), link.remoteField(), bytesField(), sizeField());
    transfers().successes.with(link.idText()).inc();
    transfers().duration.with(link.idText()).observeNanos(nanoTime() - startNanos);
    link.handler().snapshotSent(link.id(), true);
  }

  /** Whether this is the first end. */
  private boolean end() {
    if (isOver) {
      return false;
    }
    isOver = true;
    transfers().inflight.with(link.idText()).dec();
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      var _ = channel.close();
    }
    pump.stop();
    ended.run();
    return true;
  }

  private NetworkMetrics.SnapshotTransfers transfers() {
    return link.settings().metrics().snapshotsSent;
  }

  private Field indexField() {
    SnapshotMeta meta = message.snapshot();
    return Field.unsigned("snapshot-index", meta == null ? 0 : meta.index());
  }

  private Field bytesField() {
    return Field.of("bytes", sizeBytes);
  }

  private Field sizeField() {
    return Field.of("size", SizeText.of(sizeBytes));
  }

  private long nanoTime() {
    return link.loop().ticker().nanoTime();
  }

  /** What the receiver says, at the end or before. */
  private final class Answer extends SimpleChannelInboundHandler<HttpObject> {
    private final StringBuilder text = new StringBuilder();
    private int status;
    private String clusterId = "";

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (!part.decoderResult().isSuccess()) {
        fail("malformed answer");
        return;
      }
      if (part instanceof HttpResponse response) {
        status = response.status().code();
        clusterId = response.headers().get(PeerHeaders.CLUSTER_ID, "");
      }
      if (part instanceof HttpContent content && text.length() < REFUSAL_BYTES_MAX) {
        text.append(content.content().toString(StandardCharsets.UTF_8));
      }
      if (part instanceof LastHttpContent && status >= 200 && !isOver) {
        String refusal = link.refusal(status, text.toString(), clusterId);
        if (refusal.isEmpty() && pump.isWhole()) {
          accepted();
        } else {
          fail(refusal.isEmpty() ? "answered before all was sent" : refusal);
        }
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      pump.more();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      fail("EOF");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail(Dialler.describe(cause));
    }
  }
}
