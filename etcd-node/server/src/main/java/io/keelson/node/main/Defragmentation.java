package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.api.Defragmenter;
import io.keelson.node.config.HumanBytes;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineException;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.DiskMetrics;
import io.keelson.node.mvcc.QuotaGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the space of deleted rows back while the member goes on serving. Small stores are done when
 * the client has its answer; for large ones the client is not kept waiting, and the work goes on in
 * the background. Whoever asks meanwhile joins the run that has not begun.
 */
final class Defragmentation implements Defragmenter {
  private static final Duration ANSWER_AFTER = Duration.ofSeconds(3);

  private final Parts parts;
  private final List<Answer> waiting = new ArrayList<>();

  /**
   * What it works with.
   *
   * @param path the store's directory, for the log
   */
  record Parts(
      Engine engine,
      String path,
      QuotaGate quota,
      Maintenance maintenance,
      Timers timers,
      NanoClock clock,
      DiskMetrics metrics,
      Logger log) {}

  Defragmentation(Parts parts) {
    this.parts = parts;
  }

  /** Hears once, whoever is first. */
  private static final class Answer {
    private final Done done;
    private boolean isGiven;

    Answer(Done done) {
      this.done = done;
    }

    synchronized void give(@Nullable String failure) {
      if (!isGiven) {
        isGiven = true;
        done.done(failure);
      }
    }
  }

  @Override
  public void defragment(Done done) {
    Answer answer = new Answer(done);
    boolean isFirst;
    synchronized (waiting) {
      isFirst = waiting.isEmpty();
      waiting.add(answer);
    }
    parts.timers().after(ANSWER_AFTER, () -> answer.give(null));
    if (isFirst) {
      parts.maintenance().execute("defragmentation", this::run);
    }
  }

  private void run() {
    List<Answer> answers;
    synchronized (waiting) {
      answers = List.copyOf(waiting);
      waiting.clear();
    }
    parts.metrics().defragInflight.set(true);
    @Nullable String failure = null;
    try {
      reclaim();
    } catch (EngineException e) {
      // The old files are still there: nothing is lost.
      failure = String.valueOf(e.getMessage());
    }
    parts.metrics().defragInflight.set(false);
    parts.quota().measure();
    for (Answer answer : answers) {
      answer.give(failure);
    }
  }

  private void reclaim() {
    Engine engine = parts.engine();
    long start = parts.clock().nanoTime();
    long size = engine.sizeBytes();
    long inUse = Math.min(size, engine.liveBytes());
    parts
        .log()
        .info(
            "defragmenting",
            Field.of("path", parts.path()),
            Field.of("current-db-size-bytes", size),
            Field.of("current-db-size", HumanBytes.format(size)),
            Field.of("current-db-size-in-use-bytes", inUse),
            Field.of("current-db-size-in-use", HumanBytes.format(inUse)));
    engine.flush(true);
    Failpoint.DEFRAG_BEFORE_COPY.hit();
    engine.reclaim();
    Failpoint.DEFRAG_BEFORE_RENAME.hit();
    long took = parts.clock().nanoTime() - start;
    parts.metrics().backendDefrag.observeNanos(took);
    long newSize = engine.sizeBytes();
    long newInUse = Math.min(newSize, engine.liveBytes());
    parts
        .log()
        .info(
            "finished defragmenting directory",
            Field.of("path", parts.path()),
            Field.of("current-db-size-bytes-diff", newSize - size),
            Field.of("current-db-size-bytes", newSize),
            Field.of("current-db-size", HumanBytes.format(newSize)),
            Field.of("current-db-size-in-use-bytes-diff", newInUse - inUse),
            Field.of("current-db-size-in-use-bytes", newInUse),
            Field.of("current-db-size-in-use", HumanBytes.format(newInUse)),
            Field.nanos("took", took));
  }
}
