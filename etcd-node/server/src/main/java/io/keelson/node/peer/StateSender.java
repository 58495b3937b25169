package io.keelson.node.peer;

import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.StatePage;
import io.keelson.node.log.Field;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request with this member's state machine and ends its connection. It is opened and
 * read on a thread that may block, a piece at a time and only when the socket takes more; all else
 * lives on the loop. The body is closed when no read is under way.
 */
final class StateSender {
  private static final int PIECE_BYTES = 256 * 1024;
  private static final int UNAVAILABLE = 503;

  private final PeerConnection connection;
  private final PeerSettings settings;
  private final StatePage page;
  private final Map<String, String> headers;
  private @Nullable SnapshotBody body;
  private @Nullable ScheduledFuture<?> timer;
  private long progressNanos;
  private boolean isReading;
  private boolean isWholeSent;
  private boolean isOver;

  /** For a request that has not been answered; {@code headers} go with any answer. */
  StateSender(
      PeerConnection connection,
      PeerSettings settings,
      StatePage page,
      Map<String, String> headers) {
    this.connection = connection;
    this.settings = settings;
    this.page = page;
    this.headers = headers;
  }

  /** Starts: opens the state and finds out its size. */
  void start() {
    read(
        () -> {
          SnapshotBody opened = page.open();
          long size;
          try {
            size = opened.sizeBytes();
          } catch (RuntimeException e) {
            opened.close();
            throw e;
          }
          return () -> begin(opened, size);
        });
  }

  private void begin(SnapshotBody opened, long size) {
    body = opened;
    if (isOver) {
      closeBody();
      return;
    }
    settings
        .log()
        .info(
            "sending the state to a member that rebuilds its own",
            Field.of("remote-address", connection.remoteAddress()),
            Field.of("size", SizeText.of(size)));
    connection.begin(headers, "application/octet-stream", size);
    progressNanos = nanoTime();
    long second = TimeUnit.SECONDS.toNanos(1);
    timer = connection.loop().scheduleAtFixedRate(this::tick, second, second, TimeUnit.NANOSECONDS);
    more();
  }

  /** Reads the next piece, if the socket takes it. */
  void more() {
    SnapshotBody from = body;
    if (isOver || isReading || isWholeSent || from == null || !connection.channel().isWritable()) {
      return;
    }
    read(
        () -> {
          byte[] piece = new byte[PIECE_BYTES];
          int count = from.read(piece, 0, piece.length);
          return () -> write(count == piece.length ? piece : Arrays.copyOf(piece, count));
        });
  }

  private void write(byte[] piece) {
    if (isOver) {
      closeBody();
      return;
    }
    Channel to = connection.channel();
    progressNanos = nanoTime();
    if (piece.length == 0) {
      isWholeSent = true;
      ChannelFuture sent = to.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      var _ = sent.addListener(_ -> connection.close());
      return;
    }
    ChannelFuture sent = to.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
    var _ = sent.addListener(_ -> progressNanos = nanoTime());
    more();
  }

  /** The connection has ended. */
  void stop() {
    if (isOver) {
      return;
    }
    isOver = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (!isReading) {
      closeBody();
    }
  }

  private void failed(Throwable cause) {
    if (isOver) {
      closeBody();
      return;
    }
    settings
        .log()
        .warn(
            "failed to send the state to a member that rebuilds its own",
            Field.of("remote-address", connection.remoteAddress()),
            Field.error(Dialler.describe(cause)));
    if (body != null) {
      // The member sees that it is shorter than was announced.
      connection.close();
      return;
    }
    isOver = true;
    connection.leave();
    connection.refuse(UNAVAILABLE, Dialler.describe(cause), headers);
  }

  private void tick() {
    if (!isReading && nanoTime() - progressNanos > settings.timing().snapshotStall().toNanos()) {
      connection.close();
    }
  }

  /** Something that blocks, and what follows it on the loop in any case. */
  @FunctionalInterface
  private interface Reading {
    Runnable read() throws IOException;
  }

  private void read(Reading reading) {
    isReading = true;
    try {
      settings.place().blocking().execute(() -> resume(read(reading, this::failed)));
    } catch (RejectedExecutionException tooBusy) {
      isReading = false;
      failed(new IOException("too many requests"));
    }
  }

  private static Runnable read(Reading reading, Consumer<Throwable> failed) {
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      return () -> failed.accept(e);
    }
  }

  private void resume(Runnable next) {
    try {
      connection
          .loop()
          .execute(
              () -> {
                isReading = false;
                next.run();
              });
    } catch (RejectedExecutionException stopped) {
      // The process is stopping: what is open ends with it.
    }
  }

  private void closeBody() {
    SnapshotBody closed = body;
    body = null;
    if (closed == null) {
      return;
    }
    try {
      settings.place().blocking().execute(closed::close);
    } catch (RejectedExecutionException tooBusy) {
      closed.close();
    }
  }

  private long nanoTime() {
    return connection.loop().ticker().nanoTime();
  }
}
