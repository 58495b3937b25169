package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.metrics.DiskMetrics;
import io.keelson.node.wal.Wal;
import io.keelson.raft.Input;
import io.keelson.raft.Persist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Owns the log on disk. Takes everything that waits, writes it at once, syncs once, and only then
 * says that it is durable. An error of the disk ends the process: what is on disk is then unknown.
 */
public final class WalAgent implements Agent {
  private static final int INPUTS_MAX = 1024;

  private final Wal wal;
  private final Mailbox<WalInput> mailbox;
  private final Mailbox<Input> replica;
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
  WalAgent(
      Wal wal,
      Mailbox<WalInput> mailbox,
      Mailbox<Input> replica,
      NanoClock clock,
      DiskMetrics metrics,
      Runnable prepareSegment) {
    this.wal = wal;
    this.mailbox = mailbox;
    this.replica = replica;
    this.clock = clock;
    this.metrics = metrics;
    this.prepareSegment = prepareSegment;
  }

  @Override
  public String name() {
    return "wal";
  }

  @Override
  public int turn(long nowNanos) {
    List<WalInput> inputs = mailbox.drain(INPUTS_MAX);
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
    for (WalInput input : inputs) {
      switch (input) {
        case WalInput.Write write -> {
          Persist persist = write.persist();
          Failpoint.RAFT_BEFORE_SAVE.hit();
          wal.append(persist.hardState(), persist.entries());
          lastPersist = persist.number();
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
      replica.post(new Input.Persisted(lastPersist));
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

  @Override
  public void close() {
    try {
      wal.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the log failed", e);
    }
  }
}
