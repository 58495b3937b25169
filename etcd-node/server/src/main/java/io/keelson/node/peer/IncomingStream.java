package io.keelson.node.peer;

import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.log.Field;
import io.keelson.node.metrics.Counter;
import io.keelson.raft.Message;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this member dials to receive another's messages, for ever: when it breaks it is
 * dialled again, not too often. Lives on the loop.
 */
final class IncomingStream {
  private static final int REFUSAL_BYTES_MAX = 1024;

  private final StreamType type;
  private final Link link;
  private final Dialler dialler;
  private final Consumer<Message> received;
  private @Nullable Attempt attempt;
  private long dialledNanos;
  private boolean isStopped;

  IncomingStream(StreamType type, Link link, Dialler dialler, Consumer<Message> received) {
    this.type = type;
    this.link = link;
    this.dialler = dialler;
    this.received = received;
  }

  /** Starts to dial. */
  void start() {
    link.log()
        .info(
            "started stream reader with remote peer",
            typeField(),
            link.localField(),
            link.remoteField());
    dial();
  }

  /** Ends it. */
  void stop() {
    if (isStopped) {
      return;
    }
    isStopped = true;
    Attempt current = attempt;
    attempt = null;
    if (current != null) {
      current.close();
    }
    link.log()
        .info(
            "stopped stream reader with remote peer",
            typeField(),
            link.localField(),
            link.remoteField());
  }

  private Field typeField() {
    return Field.of("stream-reader-type", type.display());
  }

  private void dial() {
    if (isStopped) {
      return;
    }
    dialledNanos = link.loop().ticker().nanoTime();
    Optional<PeerUrl> url = link.urls().pick();
    if (url.isEmpty()) {
      link.status().deactivate("dial", type.display(), "no URL that can be dialled");
      redial();
      return;
    }
    Attempt next = new Attempt(url.get());
    attempt = next;
    dialler.dial(url.get(), next);
  }

  private void redial() {
    if (isStopped || link.loop().isShuttingDown()) {
      return;
    }
    long passed = link.loop().ticker().nanoTime() - dialledNanos;
    long wait = Math.max(1, link.settings().timing().redial().toNanos() - passed);
    var _ = link.loop().schedule(this::dial, wait, TimeUnit.NANOSECONDS);
  }

  /** One connection, from dialling to its end. */
  private final class Attempt extends SimpleChannelInboundHandler<HttpObject>
      implements Dialler.Dialled {
    private final PeerUrl url;
    private final StreamDecoder decoder = type.decoder(link.id(), link.settings().self().id());
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private @Nullable Counter receivedBytes;
    private boolean isEstablished;
    private boolean isOver;

    Attempt(PeerUrl url) {
      this.url = url;
    }

    void close() {
      isOver = true;
      if (channel != null) {
        var _ = channel.close();
      }
    }

    @Override
    public void failed(String error, boolean isTimeout) {
      end("dial", error);
    }

    @Override
    public void connected(Channel connection) {
      if (isOver) {
        var _ = connection.close();
        return;
      }
      channel = connection;
      var request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              HttpMethod.GET,
              type.path(link.settings().self().id()),
              Unpooled.EMPTY_BUFFER);
      request.headers().set(HttpHeaderNames.HOST, url.authority());
      PeerHeaders.write(request.headers(), link.settings().self());
      request.headers().set(PeerHeaders.TO, link.idText());
      connection
          .pipeline()
          .addLast(
              new ReadTimeoutHandler(
                  link.settings().timing().silence().toNanos(), TimeUnit.NANOSECONDS),
              Codecs.client(),
              this);
      var _ = connection.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (isOver) {
        return;
      }
      if (!part.decoderResult().isSuccess()) {
        end("read", "malformed answer");
        return;
      }
      if (part instanceof HttpResponse response && response.status().code() >= 200) {
        head = response;
        if (response.status().code() == 200) {
          established();
        }
      }
      if (part instanceof HttpContent content && head != null) {
        if (isEstablished) {
          decode(content);
        } else {
          refused(head, content);
        }
      }
    }

    private void established() {
      isEstablished = true;
      link.status().activate();
      link.log()
          .info(
              "established TCP streaming connection with remote peer",
              typeField(),
              link.localField(),
              link.remoteField());
    }

    private void decode(HttpContent content) {
      if (receivedBytes == null) {
        receivedBytes = link.settings().metrics().peerReceivedBytes.with(link.idText());
      }
      receivedBytes.add(content.content().readableBytes());
      try {
        decoder.read(content.content(), this::take);
      } catch (WireException e) {
        link.settings().metrics().peerReceivedFailures.with(link.idText()).inc();
        end("read", Dialler.describe(e));
        return;
      }
      if (content instanceof LastHttpContent) {
        end("read", "EOF");
      } else if (!isOver) {
        // A post to an address that it had before may fail long after it was dialled again.
        link.status().activate();
      }
    }

    private void take(Message message) {
      if (!isOver) {
        received.accept(message);
      }
    }

    private void refused(HttpResponse answer, HttpContent content) {
      if (refusal.length() < REFUSAL_BYTES_MAX) {
        refusal.append(content.content().toString(StandardCharsets.UTF_8));
      }
      if (!(content instanceof LastHttpContent) && refusal.length() < REFUSAL_BYTES_MAX) {
        return;
      }
      String text = refusal.toString().strip();
      int code = answer.status().code();
      switch (code) {
        case 410 -> {
          link.handler().removedSays(link.id());
          end("dial", "the member has been permanently removed from the cluster");
        }
        case 404 ->
            end(
                "dial",
                "peer %s failed to find local node %s"
                    .formatted(link.idText(), link.settings().self().idText()));
        case 412 -> {
          warnOfPrecondition(text, answer);
          end("dial", text);
        }
        default -> end("dial", "unhandled http status " + code);
      }
    }

    private void warnOfPrecondition(String text, HttpResponse answer) {
      if (text.equals(PeerHeaders.INCOMPATIBLE)) {
        link.log()
            .warn(
                "request sent was ignored by remote peer due to server version incompatibility",
                link.localField(),
                link.remoteField(),
                Field.error(text));
      } else if (text.equals(PeerHeaders.CLUSTER_MISMATCH)) {
        link.log()
            .warn(
                "request sent was ignored by remote peer due to cluster ID mismatch",
                link.remoteField(),
                Field.of(
                    "remote-peer-cluster-id", answer.headers().get(PeerHeaders.CLUSTER_ID, "")),
                link.localField(),
                Field.of("local-member-cluster-id", link.settings().self().clusterText()),
                Field.error(text));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end("read", "EOF");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end("read", cause instanceof ReadTimeoutException ? "i/o timeout" : Dialler.describe(cause));
    }

    private void end(String action, String reason) {
      if (isOver) {
        return;
      }
      close();
      if (isEstablished) {
        link.log()
            .warn(
                "lost TCP streaming connection with remote peer",
                typeField(),
                link.localField(),
                link.remoteField(),
                Field.error(reason));
      } else {
        link.urls().failed(url);
      }
      if (!isEstablished || !reason.equals("EOF")) {
        link.status().deactivate(isEstablished ? action : "dial", type.display(), reason);
      }
      if (attempt == this) {
        attempt = null;
        redial();
      }
    }
  }
}
