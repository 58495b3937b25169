package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.metrics.DiskMetrics;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.HardState;
import io.keelson.raft.Input;
import io.keelson.raft.Invariant;
import io.keelson.raft.Message;
import io.keelson.raft.Persist;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the log on disk. Takes everything that waits, writes it at once, syncs once, and only then
 * says that it is durable. An error of the disk ends the process: what is on disk is then unknown.
 */
public final class WalAgent implements Agent {
  private static final int INPUTS_MAX = 1024;

  private final Wal wal;
  private final WalPorts ports;
  private final NanoClock clock;
  private final DiskMetrics metrics;
  private final Runnable prepareSegment;
  private boolean isPreparing;

  /**
   * Works on a log that nobody else touches.
   *
   * @param prepareSegment starts making a segment in the background; it comes by {@link
   *     WalInput.Prepared}
   */
  WalAgent(Wal wal, WalPorts ports, NanoClock clock, DiskMetrics metrics, Runnable prepareSegment) {
    this.wal = wal;
    this.ports = ports;
    this.clock = clock;
    this.metrics = metrics;
    this.prepareSegment = prepareSegment;
  }

  /**
   * Where the agent's inputs come from and its effects go to.
   *
   * @param send sends messages to other members; must not block
   */
  record WalPorts(
      Mailbox<WalInput> mailbox, Mailbox<Input> replica, Consumer<List<Message>> send) {}

  @Override
  public String name() {
    return "wal";
  }

  @Override
  public int turn(long nowNanos) {
    List<WalInput> inputs = ports.mailbox().drain(INPUTS_MAX);
    if (inputs.isEmpty()) {
      return 0;
    }
    try {
      work(inputs);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the log failed", e);
    }
    return inputs.size();
  }

  private void work(List<WalInput> inputs) throws IOException {
    long lastPersist = 0;
    long releaseIndex = 0;
    List<Message> replies = new ArrayList<>();
    for (WalInput input : inputs) {
      switch (input) {
        case WalInput.Write write -> {
          Failpoint.RAFT_BEFORE_SAVE.hit();
          append(write.persist());
          replies.addAll(write.persist().replies());
          lastPersist = write.persist().number();
        }
        case WalInput.Snapshot snapshot -> {
          Failpoint.RAFT_BEFORE_SAVE_SNAP.hit();
          wal.saveSnapshot(snapshot.snapshot());
          Failpoint.RAFT_AFTER_SAVE_SNAP.hit();
          releaseIndex = Math.max(releaseIndex, snapshot.releaseIndex());
        }
        case WalInput.Prepared prepared -> {
          isPreparing = false;
          wal.offerPrepared(prepared.segment());
        }
      }
    }
    long start = clock.nanoTime();
    wal.flush();
    long written = clock.nanoTime();
    wal.sync();
    metrics.walWrite.observeNanos(written - start);
    metrics.walFsync.observeNanos(clock.nanoTime() - written);
    metrics.walWriteBytes.set(wal.writtenBytes());
    if (lastPersist > 0) {
      Failpoint.RAFT_AFTER_SAVE.hit();
    }
    if (!replies.isEmpty()) {
      Failpoint.RAFT_BEFORE_FOLLOWER_SEND.hit();
      ports.send().accept(replies);
    }
    if (lastPersist > 0) {
      ports.replica().post(new Input.Persisted(lastPersist));
    }
    if (releaseIndex > 0) {
      wal.releaseTo(releaseIndex);
      Failpoint.RAFT_AFTER_WAL_RELEASE.hit();
    }
    wal.rollIfDue();
    if (!isPreparing && wal.needsPrepared()) {
      isPreparing = true;
      prepareSegment.run();
    }
  }

  private void append(Persist persist) throws IOException {
    @Nullable SnapshotMeta received = persist.snapshot();
    if (received == null) {
      wal.append(persist.hardState(), persist.entries());
      return;
    }
    @Nullable HardState hardState = persist.hardState();
    Invariant.check(hardState != null, "a received snapshot moves the commit index");
    Failpoint.RAFT_BEFORE_SAVE_SNAP.hit();
    wal.restartFrom(
        new WalSnapshot(received.index(), received.term(), received.confState()),
        Objects.requireNonNull(hardState));
    wal.append(null, persist.entries());
    Failpoint.RAFT_AFTER_SAVE_SNAP.hit();
  }

  @Override
  public void close() {
    try {
      wal.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the log failed", e);
    }
  }
}
