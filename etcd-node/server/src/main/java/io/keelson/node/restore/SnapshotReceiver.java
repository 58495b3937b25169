package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.EngineOpener;
import io.keelson.node.engine.View;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives state machines from the leader: keeps the database file beside the store, builds a store
 * of it in a folder of its own ({@link StoreFolders}) and only then hands the message to Raft,
 * which decides whether that store takes the place of the present one. One at a time: what comes
 * meanwhile is refused at once, and its sender tries again later.
 *
 * <p>The sender waits five seconds for an answer, and building may take longer. So {@link
 * SnapshotSink#finish} waits only a while; then the sender is told that the file is safe, Raft goes
 * on as if the message were still under way, and gets it when the store is built. Until then the
 * sender's further attempts are refused before they send anything.
 *
 * <p>After {@link Parts#handOver} the owner must tell by {@link #decided} what Raft made of it. Any
 * thread.
 */
public final class SnapshotReceiver {
  private final Parts parts;
  private Stage stage = Stage.IDLE;
  private long index;
  private long acceptedIndex;

  private enum Stage {
    IDLE,
    RECEIVING,
    BUILDING,
    HANDED_OVER
  }

  /**
   * What a receiver works with.
   *
   * @param self this member and its cluster
   * @param newestVersion the newest version of schema and cluster that this build speaks
   * @param check reads every table of a built store; throws whatever it likes if one is damaged
   * @param builder runs what builds a store: long, blocking, one at a time
   * @param appliedIndex what this member has applied
   * @param handOver takes a message for Raft, on any thread; must not block
   */
  public record Parts(
      Place place,
      Identity self,
      String newestVersion,
      Consumer<View> check,
      Executor builder,
      LongSupplier appliedIndex,
      Consumer<Message> handOver,
      Logger log) {}

  /**
   * Where stores are built.
   *
   * @param patience how long the sender is kept waiting for the end, less than the five seconds
   *     that it is willing to
   */
  public record Place(Disk disk, StoreFolders folders, EngineOpener engines, Duration patience) {}

  /** Nothing is received yet. */
  public SnapshotReceiver(Parts parts) {
    this.parts = parts;
  }

  /**
   * Begins to receive. What this member has applied already is let through to Raft, which answers
   * it, without being kept.
   *
   * @param message of type SNAP
   * @param membership its field {@code snapshot.data}, for files without members
   * @throws IOException if another one is being received, or the disk refuses
   */
  public SnapshotSink open(Message message, Bytes membership) throws IOException {
    @Nullable SnapshotMeta meta = message.snapshot();
    if (meta == null || meta.index() <= 0) {
      throw new IOException("a message without a snapshot");
    }
    if (meta.index() <= parts.appliedIndex().getAsLong()) {
      return new KnownSnapshot(message, parts.handOver());
    }
    begin(meta.index());
    try {
      parts.place().folders().discard(meta.index());
      return new Reception(this, parts, new ReceivedSnapshot(message, meta, membership));
    } catch (IOException e) {
      ended(meta.index());
      throw e;
    }
  }

  private synchronized void begin(long newIndex) throws IOException {
    if (stage != Stage.IDLE) {
      throw new IOException("the snapshot at index " + index + " is still being taken over");
    }
    if (newIndex <= acceptedIndex) {
      throw new IOException("a snapshot at index " + acceptedIndex + " is being applied");
    }
    stage = Stage.RECEIVING;
    index = newIndex;
  }

  /** The file is complete. */
  synchronized void building() {
    stage = Stage.BUILDING;
  }

  /** The store is complete. */
  void built(Message message) {
    synchronized (this) {
      stage = Stage.HANDED_OVER;
    }
    parts.handOver().accept(message);
  }

  /** It came to nothing: leaves nothing behind. */
  void failed(long failedIndex) {
    try {
      parts.place().folders().discard(failedIndex);
    } catch (IOException e) {
      // The next start deletes it by its name.
      parts.log().warn("failed to delete a received snapshot", Field.error(e));
    }
    ended(failedIndex);
  }

  private synchronized void ended(long endedIndex) {
    if (index == endedIndex) {
      stage = Stage.IDLE;
    }
  }

  /**
   * Raft has decided about a message that was handed over; without effect for one that was not
   * kept.
   *
   * @param isAccepted whether the store is to take the place of the present one; if not it is
   *     deleted
   */
  public void decided(long decidedIndex, boolean isAccepted) {
    synchronized (this) {
      if (stage != Stage.HANDED_OVER || index != decidedIndex) {
        return;
      }
      if (isAccepted) {
        acceptedIndex = decidedIndex;
        stage = Stage.IDLE;
        return;
      }
    }
    parts.builder().execute(() -> failed(decidedIndex));
  }

  /** A state machine that is not newer than this member's own: only its message counts. */
  private record KnownSnapshot(Message message, Consumer<Message> handOver)
      implements SnapshotSink {
    @Override
    public void write(byte[] source, int offset, int length) {}

    @Override
    public void finish() {
      handOver.accept(message);
    }

    @Override
    public void abort() {}
  }
}
