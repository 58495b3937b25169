package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.engine.Engine;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.Compaction;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.mvcc.StoreView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Work that takes long and that nobody's request waits for: one thread, one job after the other.
 * Removes compacted rows in steps between which the apply thread does other things.
 */
final class Maintenance {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long MILLIS_PER_SECOND = 1000;

  private final JobQueue jobs;
  private final Platform platform;
  private final NanoClock clock;
  private final MvccStore store;
  private final Engine engine;
  private final Mailbox<ApplyInput> apply;
  private final HashStore hashes;
  private final QuotaGate quota;
  private final int rowsPerStep;
  private final NodeMetrics metrics;
  private final Logger log;
  private final FatalHandler fatalHandler;
  private final TreeMap<Long, List<Runnable>> waiters = new TreeMap<>();
  private final ArrayDeque<Runnable> scheduled = new ArrayDeque<>();
  private @Nullable Compaction running;
  private long finishedRevision;
  private long generation;

  /** What the jobs work on. */
  record Parts(
      MvccStore store,
      Engine engine,
      Mailbox<ApplyInput> apply,
      HashStore hashes,
      QuotaGate quota) {}

  Maintenance(Parts parts, int rowsPerStep, NodeParts node) {
    this.store = parts.store();
    this.engine = parts.engine();
    this.apply = parts.apply();
    this.hashes = parts.hashes();
    this.quota = parts.quota();
    this.rowsPerStep = Math.max(1, rowsPerStep);
    this.platform = node.platform();
    this.clock = node.clock();
    this.metrics = node.metrics();
    this.log = node.log();
    this.fatalHandler = node.fatalHandler();
    this.finishedRevision = store.finishedCompactRevision();
    this.jobs = platform.jobs("maintenance");
  }

  /** Runs a job after those before it. */
  void execute(String what, Job job) {
    jobs.execute(
        () -> {
          try {
            job.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (Throwable cause) {
            fatalHandler.fatal("maintenance: " + what, cause);
          }
        });
  }

  /** A job that may wait. */
  @FunctionalInterface
  interface Job {
    void run() throws Exception;
  }

  /** Removes what a scheduled compaction gives up. The apply thread, or before it starts. */
  void compact(long previousRevision, long compactRevision, boolean isPreviousFinished) {
    long ofGeneration = generation();
    Runnable compaction =
        () -> runCompaction(previousRevision, compactRevision, isPreviousFinished, ofGeneration);
    execute(
        "compaction",
        () -> {
          scheduled.add(compaction);
          startNext();
        });
  }

  /** One compaction at a time: what the next one removes depends on where this one ends. */
  private void startNext() {
    while (running == null && !scheduled.isEmpty()) {
      scheduled.remove().run();
    }
  }

  private void runCompaction(
      long previousRevision, long compactRevision, boolean isPreviousFinished, long ofGeneration) {
    long start = clock.nanoTime();
    StoreView view = store.view();
    Compaction compaction = new Compaction(view, finishedRevision(), compactRevision);
    if (view.generation() != ofGeneration || generation() != ofGeneration) {
      compaction.close();
      return;
    }
    running = compaction;
    if (isPreviousFinished) {
      KeyValueHash hash = HistoryHasher.hashForCompaction(view, previousRevision, compactRevision);
      hashes.store(hash);
    } else {
      log.info("previous compaction was interrupted, skip storing compaction hash value");
    }
    step(new Run(compaction, ofGeneration, start));
  }

  /** A compaction on its way; abandoned when the store it reads is no longer the one in use. */
  private record Run(Compaction compaction, long generation, long startNanos) {}

  /** Reads a chunk and has the apply thread remove it; goes on when that is written. */
  private void step(Run run) {
    long stepStart = clock.nanoTime();
    Compaction.Chunk chunk = run.compaction().next(rowsPerStep);
    metrics.compaction.keys.add(chunk.superseded().size());
    Failpoint.COMPACT_BEFORE_COMMIT_BATCH.hit();
    apply.post(
        new ApplyInput.Remove(
            chunk,
            () -> {
              metrics.compaction.pauseMillis.observeNanos(clock.nanoTime() - stepStart);
              execute("compaction", () -> stepped(run, chunk));
            }));
  }

  private void stepped(Run run, Compaction.Chunk chunk) {
    Failpoint.COMPACT_AFTER_COMMIT_BATCH.hit();
    boolean isAbandoned = generation() != run.generation();
    if (!isAbandoned && !chunk.isLast()) {
      step(run);
      return;
    }
    run.compaction().close();
    running = null;
    if (!isAbandoned) {
      ended(run, chunk.compactRevision());
    }
    startNext();
  }

  private void ended(Run run, long compactRevision) {
    Failpoint.COMPACT_AFTER_SET_FINISHED_COMPACT.hit();
    engine.flush(true);
    quota.measure();
    finished(compactRevision, run.generation());
    long took = clock.nanoTime() - run.startNanos();
    metrics.compaction.totalMillis.observe(took / NANOS_PER_MILLI);
    metrics.compaction.last.set(platform.unixMillis() / MILLIS_PER_SECOND);
    log.info(
        "finished scheduled compaction",
        Field.of("compact-revision", compactRevision),
        Field.of("took", Duration.ofNanos(took)),
        Field.of("number-of-revisions-examined", run.compaction().examined()),
        Field.of("current-db-size-bytes", engine.sizeBytes()),
        Field.of("current-db-size-in-use-bytes", engine.liveBytes()));
  }

  /**
   * The store was replaced by a received one: what runs over the old one ends by itself and counts
   * for nothing, and what is left to remove in the new one is removed. The apply thread.
   */
  void restored() {
    long finished = store.finishedCompactRevision();
    long ofGeneration;
    synchronized (waiters) {
      ofGeneration = ++generation;
      finishedRevision = finished;
    }
    finished(finished, ofGeneration);
    if (store.compactRevision() > finished) {
      compact(finished, store.compactRevision(), false);
    }
  }

  private long generation() {
    synchronized (waiters) {
      return generation;
    }
  }

  private void finished(long compactRevision, long ofGeneration) {
    List<Runnable> ready = new ArrayList<>();
    synchronized (waiters) {
      if (ofGeneration != generation) {
        return;
      }
      finishedRevision = compactRevision;
      waiters.headMap(compactRevision, true).values().forEach(ready::addAll);
      waiters.headMap(compactRevision, true).clear();
    }
    ready.forEach(Runnable::run);
  }

  /** Runs the action once the rows given up by a compaction are gone. */
  void awaitCompaction(long compactRevision, Runnable action) {
    synchronized (waiters) {
      if (finishedRevision < compactRevision) {
        waiters.computeIfAbsent(compactRevision, _ -> new ArrayList<>()).add(action);
        return;
      }
    }
    action.run();
  }

  /** Revision up to which rows are gone. */
  long finishedRevision() {
    synchronized (waiters) {
      return finishedRevision;
    }
  }

  /** Ends after the running job; waits for it. */
  void stop() throws InterruptedException {
    jobs.stop();
    Compaction unfinished = running;
    if (unfinished != null) {
      unfinished.close();
    }
  }
}
