package io.keelson.node.peer;

import io.keelson.node.log.Field;
import io.keelson.node.metrics.Counter;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A stream that the other member dialled, on which this one sends. What does not fit into the
 * socket waits here, in messages and bytes bounded; all that waits is written at once. Lives on the
 * loop.
 */
final class OutgoingStream {
  private static final int MESSAGES_MAX = 4096;
  private static final long WAITING_BYTES_MAX = 64L << 20;
  private static final int WRITE_BYTES = 256 * 1024;

  private final StreamType type;
  private final Link link;
  private final Channel channel;
  private final Runnable detached;
  private final StreamEncoder encoder;
  private final Counter sentBytes;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private final ScheduledFuture<?> heartbeat;
  private long waitingBytes;
  private long writableNanos;
  private boolean isFlushing;
  private boolean isClosed;

  /**
   * Starts to send on a channel whose answer has begun.
   *
   * @param detached run once when the stream ends, whoever ends it
   */
  OutgoingStream(StreamType type, Link link, Channel channel, Runnable detached) {
    this.type = type;
    this.link = link;
    this.channel = channel;
    this.detached = detached;
    this.encoder = type.encoder();
    this.sentBytes = link.sentBytes();
    long period = link.settings().timing().heartbeatNanos();
    this.heartbeat =
        link.loop().scheduleAtFixedRate(this::tick, period, period, TimeUnit.NANOSECONDS);
    this.writableNanos = nanoTime();
    link.status().activate();
    link.log()
        .info(
            "established TCP streaming connection with remote peer",
            Field.of("stream-writer-type", type.display()),
            link.localField(),
            link.remoteField());
  }

  StreamType type() {
    return type;
  }

  /** Adds a message; false if too much waits. {@link #flush} sends it. */
  boolean offer(Message message) {
    long weight = MessageCodec.weight(message);
    boolean hasRoom =
        waiting.size() < MESSAGES_MAX
            && (waiting.isEmpty() || waitingBytes + weight <= WAITING_BYTES_MAX);
    if (!hasRoom || isClosed) {
      return false;
    }
    waiting.add(message);
    waitingBytes += weight;
    return true;
  }

  /** Writes what waits, as far as the socket takes it. */
  void flush() {
    if (isClosed || isFlushing || waiting.isEmpty()) {
      return;
    }
    // Writing and flushing may tell at once that the socket is full or not, which ends up here.
    isFlushing = true;
    do {
      while (!waiting.isEmpty() && channel.isWritable()) {
        write(encodeSome());
      }
      channel.flush();
    } while (!waiting.isEmpty() && channel.isWritable());
    isFlushing = false;
    noteWritable();
  }

  private ByteBuf encodeSome() {
    ByteBuf out = channel.alloc().buffer();
    while (!waiting.isEmpty() && out.readableBytes() < WRITE_BYTES) {
      Message message = waiting.removeFirst();
      waitingBytes -= MessageCodec.weight(message);
      encoder.encode(message, out);
    }
    return out;
  }

  /** The other member no longer listens, or the connection broke. */
  void lost(String reason) {
    if (isClosed) {
      return;
    }
    link.status().deactivate("write", type.display(), reason);
    link.log()
        .warn(
            "lost TCP streaming connection with remote peer",
            Field.of("stream-writer-type", type.display()),
            link.localField(),
            link.remoteField());
    link.settings().metrics().peerSentFailures.with(link.idText()).inc();
    // What was written may never have arrived, so Raft probes again.
    link.handler().unreachable(link.id());
    close();
  }

  /** Ends it for another reason: replaced, or the member is no longer one. */
  void quit() {
    if (isClosed) {
      return;
    }
    link.log()
        .warn(
            "closed TCP streaming connection with remote peer",
            Field.of("stream-writer-type", type.display()),
            link.localField(),
            link.remoteField());
    if (!waiting.isEmpty()) {
      link.handler().unreachable(link.id());
    }
    close();
  }

  private void close() {
    isClosed = true;
    heartbeat.cancel(false);
    waiting.clear();
    waitingBytes = 0;
    var _ = channel.close();
    detached.run();
  }

  private void tick() {
    if (isClosed) {
      return;
    }
    if (!channel.isWritable()) {
      if (nanoTime() - writableNanos > link.settings().timing().silence().toNanos()) {
        lost("i/o timeout");
      }
      return;
    }
    noteWritable();
    ByteBuf out = channel.alloc().buffer(64);
    encoder.heartbeat(out);
    write(out);
    channel.flush();
  }

  private void noteWritable() {
    if (channel.isWritable()) {
      writableNanos = nanoTime();
    }
  }

  private void write(ByteBuf out) {
    sentBytes.add(out.readableBytes());
    var _ = channel.write(new DefaultHttpContent(out));
  }

  private long nanoTime() {
    return link.loop().ticker().nanoTime();
  }
}
