package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.engine.Engine;
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
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Work that takes long and that nobody's request waits for: one thread, one job after the other.
 * Removes compacted rows in steps between which the apply thread does other things.
 */
final class Maintenance {
  private final ExecutorService thread;
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
  private long finishedRevision;
  private long generation;
  private volatile boolean isStopping;

  /** What the jobs work on. */
  record Parts(
      MvccStore store,
      Engine engine,
      Mailbox<ApplyInput> apply,
      HashStore hashes,
      QuotaGate quota) {}

  Maintenance(
      Parts parts, int rowsPerStep, NodeMetrics metrics, Logger log, FatalHandler fatalHandler) {
    this.store = parts.store();
    this.engine = parts.engine();
    this.apply = parts.apply();
    this.hashes = parts.hashes();
    this.quota = parts.quota();
    this.rowsPerStep = Math.max(1, rowsPerStep);
    this.metrics = metrics;
    this.log = log;
    this.fatalHandler = fatalHandler;
    this.finishedRevision = store.finishedCompactRevision();
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("maintenance").daemon(true).factory());
  }

  /** Runs a job after those before it. */
  void execute(String what, Job job) {
    thread.execute(
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
    execute(
        "compaction",
        () -> runCompaction(previousRevision, compactRevision, isPreviousFinished, ofGeneration));
  }

  private void runCompaction(
      long previousRevision, long compactRevision, boolean isPreviousFinished, long ofGeneration)
      throws Exception {
    long start = System.nanoTime();
    StoreView view = store.view();
    long examined;
    try (Compaction compaction = new Compaction(view, finishedRevision(), compactRevision)) {
      if (view.generation() != ofGeneration || generation() != ofGeneration) {
        return;
      }
      if (isPreviousFinished) {
        KeyValueHash hash =
            HistoryHasher.hashForCompaction(view, previousRevision, compactRevision);
        hashes.store(hash);
      } else {
        log.info("previous compaction was interrupted, skip storing compaction hash value");
      }
      boolean isLast = false;
      while (!isLast && !isStopping && generation() == ofGeneration) {
        long stepStart = System.nanoTime();
        Compaction.Chunk chunk = compaction.next(rowsPerStep);
        isLast = chunk.isLast();
        metrics.compaction.keys.add(chunk.superseded().size());
        CountDownLatch written = new CountDownLatch(1);
        apply.post(new ApplyInput.Remove(chunk, written::countDown));
        while (!written.await(100, TimeUnit.MILLISECONDS)) {
          if (isStopping) {
            return;
          }
        }
        metrics.compaction.pauseMillis.observeNanos(System.nanoTime() - stepStart);
      }
      examined = compaction.examined();
    }
    if (isStopping || generation() != ofGeneration) {
      return;
    }
    engine.flush(true);
    quota.measure();
    finished(compactRevision, ofGeneration);
    metrics.compaction.totalMillis.observe((System.nanoTime() - start) / 1e6);
    metrics.compaction.last.set(System.currentTimeMillis() / 1000);
    log.info(
        "finished scheduled compaction",
        Field.of("compact-revision", compactRevision),
        Field.of("took", Duration.ofNanos(System.nanoTime() - start)),
        Field.of("number-of-revisions-examined", examined),
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
    isStopping = true;
    thread.shutdown();
    thread.awaitTermination(10, TimeUnit.SECONDS);
  }
}
