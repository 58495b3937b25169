package io.keelson.node.peer;

import io.keelson.node.link.SnapshotBody;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a state machine into a channel as the content of an HTTP message. It is opened and read
 * on a thread that may block, a piece at a time and only when the socket takes more; all else lives
 * on the loop. The body is closed once, when no read is under way.
 */
final class BodyPump {
  private static final int PIECE_BYTES = 256 * 1024;

  private final EventLoop loop;
  private final Executor blocking;
  private final Listener listener;
  private @Nullable SnapshotBody body;
  private @Nullable Channel channel;
  private long progressNanos;
  private boolean isReading;
  private boolean isWholeSent;
  private boolean isStopped;

  /** Hears how it goes, on the loop; nothing after {@link #stop}. */
  interface Listener {
    /** The body is there and has so many bytes; {@link #pump} is awaited. */
    void opened(long sizeBytes);

    /** So many bytes more were given to the channel. */
    void sent(int bytes);

    /** All was given to the channel; {@code last} tells when it has left. */
    void whole(ChannelFuture last);

    /** Nothing more will come; {@link #stop} is awaited. */
    void failed(Throwable cause);
  }

  /** Brings the body; may block. */
  @FunctionalInterface
  interface Opening {
    SnapshotBody open() throws IOException;
  }

  /**
   * Moves nothing yet.
   *
   * @param blocking may refuse
   * @param given a body that is there already, and to be closed even if it is never opened; or null
   */
  BodyPump(EventLoop loop, Executor blocking, @Nullable SnapshotBody given, Listener listener) {
    this.loop = loop;
    this.blocking = blocking;
    this.body = given;
    this.listener = listener;
    this.progressNanos = nanoTime();
  }

  /** Has the body opened and its size found out. */
  void open(Opening opening) {
    onBlocking(
        () -> {
          SnapshotBody opened = opening.open();
          try {
            long size = opened.sizeBytes();
            onLoop(() -> opened(opened, size), opened::close);
          } catch (RuntimeException e) {
            onLoop(() -> unusable(opened, e), opened::close);
          }
        });
  }

  private void opened(SnapshotBody opened, long size) {
    body = opened;
    if (isStopped) {
      closeBody();
    } else {
      listener.opened(size);
    }
  }

  private void unusable(SnapshotBody opened, RuntimeException cause) {
    body = opened;
    failed(cause);
  }

  /** Begins to write to a channel, whose message has begun. */
  void pump(Channel target) {
    channel = target;
    progressNanos = nanoTime();
    more();
  }

  /** Reads the next piece, if the socket takes it: to be called whenever it may. */
  void more() {
    Channel target = channel;
    SnapshotBody from = body;
    if (isStopped || isReading || isWholeSent || from == null || target == null) {
      return;
    }
    if (!target.isWritable()) {
      return;
    }
    onBlocking(
        () -> {
          byte[] piece = new byte[PIECE_BYTES];
          int count = from.read(piece, 0, piece.length);
          byte[] read = count == piece.length ? piece : Arrays.copyOf(piece, count);
          onLoop(() -> write(target, read), from::close);
        });
  }

  private void write(Channel target, byte[] piece) {
    if (isStopped) {
      closeBody();
      return;
    }
    progressNanos = nanoTime();
    if (piece.length == 0) {
      isWholeSent = true;
      listener.whole(target.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
      return;
    }
    listener.sent(piece.length);
    ChannelFuture sent =
        target.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
    var _ = sent.addListener(_ -> progressNanos = nanoTime());
    more();
  }

  /** Whether all was given to the channel. */
  boolean isWhole() {
    return isWholeSent;
  }

  /** How long nothing has moved, although no read is under way; 0 while one is. */
  long idleNanos() {
    return isReading ? 0 : nanoTime() - progressNanos;
  }

  /** Ends, and closes the body. */
  void stop() {
    if (isStopped) {
      return;
    }
    isStopped = true;
    if (!isReading) {
      closeBody();
    }
  }

  /** Work that may block, and hands itself back to the loop. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void onBlocking(Work work) {
    isReading = true;
    try {
      blocking.execute(
          () -> {
            try {
              work.run();
            } catch (IOException | RuntimeException e) {
              onLoop(() -> failed(e), () -> {});
            }
          });
    } catch (RejectedExecutionException tooBusy) {
      isReading = false;
      failed(new IOException("too many requests"));
    }
  }

  private void failed(Throwable cause) {
    if (isStopped) {
      closeBody();
    } else {
      listener.failed(cause);
    }
  }

  /** Back to the loop; when that has ended only what is open is closed. */
  private void onLoop(Runnable next, Runnable abandoned) {
    try {
      loop.execute(
          () -> {
            isReading = false;
            next.run();
          });
    } catch (RejectedExecutionException ended) {
      abandoned.run();
    }
  }

  private void closeBody() {
    SnapshotBody closed = body;
    body = null;
    if (closed == null) {
      return;
    }
    try {
      blocking.execute(closed::close);
    } catch (RejectedExecutionException tooBusy) {
      closed.close();
    }
  }

  private long nanoTime() {
    return loop.ticker().nanoTime();
  }
}
