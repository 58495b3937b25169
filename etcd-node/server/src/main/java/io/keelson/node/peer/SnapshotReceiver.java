package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NetworkMetrics;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a state machine that another member sends: first the message, then the file, which is
 * written on a thread that may block, one piece after the other. While too much waits to be written
 * the socket is not read. All else lives on the loop.
 */
final class SnapshotReceiver implements Receiver {
  private static final long ENVELOPE_BYTES_MAX = 64L << 20;
  private static final int WAITING_BYTES_MAX = 1 << 20;
  private static final String UNKNOWN_SENDER = "UNKNOWN_SNAPSHOT_SENDER";

  private final PeerRoutes routes;
  private final PeerConnection connection;
  private final PeerHandler handler;
  private final Map<String, String> headers;
  private final FrameReader envelope = new FrameReader(ENVELOPE_BYTES_MAX);
  private final Deque<Step> steps = new ArrayDeque<>();
  private final long startNanos;
  private @Nullable Message message;
  private @Nullable SnapshotSink sink;
  private String from = UNKNOWN_SENDER;
  private int waitingBytes;
  private long fileBytes;
  private boolean isRunning;
  private boolean isOver;

  /**
   * Something that blocks.
   *
   * @param weight bytes that it holds
   */
  private record Step(Blocking what, int weight) {}

  /** What a step does, and what follows it on the loop. */
  @FunctionalInterface
  private interface Blocking {
    Runnable run() throws IOException;
  }

  SnapshotReceiver(
      PeerRoutes routes,
      PeerConnection connection,
      PeerHandler handler,
      Map<String, String> headers) {
    this.routes = routes;
    this.connection = connection;
    this.handler = handler;
    this.headers = headers;
    this.startNanos = nanoTime();
  }

  @Override
  public boolean isWaiting() {
    return !isOver && !isRunning && steps.isEmpty();
  }

  @Override
  public void content(ByteBuf bytes) {
    if (message == null && !isOver) {
      try {
        Bytes frame = envelope.read(bytes);
        if (frame == null) {
          return;
        }
        begin(MessageCodec.decode(frame), frame.length());
      } catch (WireException e) {
        log().warn("failed to decode Raft message", localField(), senderField(), Field.error(e));
        routes.settings().metrics().peerReceivedFailures.with(connection.remoteAddress()).inc();
        refuse(400, "failed to decode raft message (" + e.getMessage() + ")");
      }
    }
    if (bytes.isReadable() && !isOver) {
      byte[] piece = new byte[bytes.readableBytes()];
      bytes.readBytes(piece);
      fileBytes += piece.length;
      add(() -> write(piece), piece.length);
    }
  }

  private void begin(MessageCodec.Decoded decoded, int sizeBytes) {
    Message offered = decoded.message();
    message = offered;
    from = Long.toHexString(offered.from());
    routes.settings().metrics().peerReceivedBytes.with(from).add(sizeBytes);
    transfers().inflight.with(from).inc();
    if (offered.type() != Message.Type.SNAP) {
      log()
          .warn(
              "unexpected Raft message type",
              localField(),
              senderField(),
              Field.of("message-type", offered.type().name()));
      refuse(400, "wrong raft message type");
      return;
    }
    if (routes.refusesRouting(connection, offered)) {
      end(false);
      return;
    }
    log()
        .info(
            "receiving database snapshot",
            localField(),
            senderField(),
            indexField(),
            Field.of("incoming-snapshot-message-size-bytes", sizeBytes),
            Field.of("incoming-snapshot-message-size", SizeText.of(sizeBytes)));
    add(
        () -> {
          SnapshotSink opened = handler.openSnapshot(offered, decoded.membership());
          return () -> opened(opened);
        },
        0);
  }

  private void opened(SnapshotSink opened) {
    sink = opened;
    if (isOver) {
      abort();
    }
  }

  private Runnable write(byte[] piece) throws IOException {
    SnapshotSink to = sink;
    if (to == null) {
      throw new IOException("not open");
    }
    to.write(piece, 0, piece.length);
    return () -> {};
  }

  @Override
  public void complete() {
    if (isOver) {
      return;
    }
    if (message == null) {
      refuse(400, "failed to decode raft message (unexpected EOF)");
      return;
    }
    add(
        () -> {
          SnapshotSink whole = sink;
          if (whole == null) {
            throw new IOException("not open");
          }
          whole.finish();
          return this::kept;
        },
        0);
  }

  private void kept() {
    sink = null;
    if (!end(true)) {
      return;
    }
    long nanos = nanoTime() - startNanos;
    log()
        .info(
            "received and saved database snapshot",
            localField(),
            senderField(),
            indexField(),
            Field.of("incoming-snapshot-size-bytes", fileBytes),
            Field.of("incoming-snapshot-size", SizeText.of(fileBytes)),
            Field.of("download-took", Duration.ofNanos(nanos)));
    routes.settings().metrics().peerReceivedBytes.with(from).add(fileBytes);
    transfers().duration.with(from).observeNanos(nanos);
    connection.answer(204, "", Bytes.EMPTY, headers);
  }

  @Override
  public void cut() {
    if (end(false)) {
      log()
          .warn(
              "failed to save incoming database snapshot",
              localField(),
              senderField(),
              indexField(),
              Field.error("unexpected EOF"));
    }
  }

  private void failed(Exception error) {
    if (isOver) {
      return;
    }
    log()
        .warn(
            "failed to save incoming database snapshot",
            localField(),
            senderField(),
            indexField(),
            Field.error(error));
    refuse(500, "failed to save KV snapshot (" + Dialler.describe(error) + ")");
  }

  private void refuse(int status, String text) {
    end(false);
    connection.refuse(status, text, headers);
  }

  /** Whether this is the first end. What is not kept is thrown away when no step is under way. */
  private boolean end(boolean isKept) {
    if (isOver) {
      return false;
    }
    isOver = true;
    routes.snapshotOver(connection);
    if (message != null) {
      transfers().inflight.with(from).dec();
    }
    if (isKept) {
      transfers().successes.with(from).inc();
    } else {
      transfers().failures.with(from).inc();
    }
    steps.clear();
    waitingBytes = 0;
    if (!isRunning) {
      abort();
    }
    return true;
  }

  private void abort() {
    SnapshotSink unfinished = sink;
    sink = null;
    if (unfinished == null) {
      return;
    }
    try {
      routes.settings().place().blocking().execute(unfinished::abort);
    } catch (RejectedExecutionException stopping) {
      unfinished.abort();
    }
  }

  private void add(Blocking what, int weight) {
    steps.add(new Step(what, weight));
    waitingBytes += weight;
    if (waitingBytes >= WAITING_BYTES_MAX) {
      connection.channel().config().setAutoRead(false);
    }
    next();
  }

  private void next() {
    if (isRunning || steps.isEmpty()) {
      return;
    }
    Step step = steps.removeFirst();
    isRunning = true;
    try {
      routes.settings().place().blocking().execute(() -> perform(step));
    } catch (RejectedExecutionException stopping) {
      isRunning = false;
      failed(stopping);
    }
  }

  private void perform(Step step) {
    Runnable next;
    try {
      next = step.what().run();
    } catch (IOException | RuntimeException e) {
      next = () -> failed(e);
    }
    Runnable last = next;
    try {
      connection.loop().execute(() -> performed(step, last));
    } catch (RejectedExecutionException stopped) {
      SnapshotSink unfinished = sink;
      if (unfinished != null) {
        unfinished.abort();
      }
    }
  }

  private void performed(Step step, Runnable next) {
    isRunning = false;
    waitingBytes = Math.max(0, waitingBytes - step.weight());
    next.run();
    if (isOver) {
      abort();
      return;
    }
    if (waitingBytes < WAITING_BYTES_MAX / 2) {
      connection.channel().config().setAutoRead(true);
    }
    next();
  }

  private NetworkMetrics.SnapshotTransfers transfers() {
    return routes.settings().metrics().snapshotsReceived;
  }

  private Logger log() {
    return routes.settings().log();
  }

  private Field localField() {
    return Field.of("local-member-id", routes.settings().self().idText());
  }

  private Field senderField() {
    return Field.of("remote-snapshot-sender-id", from);
  }

  private Field indexField() {
    Message offered = message;
    SnapshotMeta meta = offered == null ? null : offered.snapshot();
    return Field.unsigned("incoming-snapshot-index", meta == null ? 0 : meta.index());
  }

  private long nanoTime() {
    return connection.loop().ticker().nanoTime();
  }
}
