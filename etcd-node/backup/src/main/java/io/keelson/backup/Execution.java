package io.keelson.backup;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.work.Command;
import io.keelson.backup.work.Session;
import io.keelson.node.engine.EngineException;
import io.keelson.node.log.Field;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command on a thread of its own, so that its deadline and a signal can end it: it is
 * interrupted and has a little time to take back what it began.
 */
final class Execution {
  private static final long TIDY_SECONDS = 20;

  private final Command command;
  private final Session session;
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  Execution(Command command, Session session) {
    this.command = command;
    this.session = session;
  }

  /**
   * Runs to the end.
   *
   * @param end tells the outcome and gives the exit code; called once
   */
  int run(ToIntFunction<Outcome> end) {
    Thread worker =
        Thread.ofPlatform()
            .name("backup")
            .start(
                () -> {
                  Outcome found = execute();
                  outcome.compareAndSet(null, found);
                  finished.countDown();
                });
    Thread hook =
        Thread.ofPlatform()
            .name("backup-signal")
            .unstarted(
                () -> {
                  Outcome stopped =
                      Outcome.failed(Reason.INTERNAL, "stopped from outside: it is tried again");
                  if (outcome.compareAndSet(null, stopped)) {
                    tidy(worker);
                    Runtime.getRuntime().halt(end.applyAsInt(stopped));
                  }
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      long seconds = session.request().deadline().toSeconds();
      if (!finished.await(seconds, TimeUnit.SECONDS)) {
        outcome.compareAndSet(
            null,
            Outcome.failed(
                Reason.DEADLINE_EXCEEDED,
                "not done within %d s: raise the deadline, or find out what is slow"
                    .formatted(seconds)));
        tidy(worker);
      }
    } catch (InterruptedException e) {
      tidy(worker);
    }
    @Nullable Outcome found = outcome.get();
    return end.applyAsInt(found == null ? Outcome.failed(Reason.INTERNAL, "interrupted") : found);
  }

  private void tidy(Thread worker) {
    worker.interrupt();
    try {
      if (!finished.await(TIDY_SECONDS, TimeUnit.SECONDS)) {
        session.log().warn("given up without tidying", Field.of("seconds", TIDY_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome execute() {
    try {
      return Outcome.done(command.run(session));
    } catch (InterruptedException e) {
      return Outcome.failed(Reason.INTERNAL, "interrupted");
    } catch (IOException | EngineException e) {
      @Nullable BackupException known = BackupException.in(e);
      if (known != null) {
        return Outcome.failed(known.reason(), BackupException.text(known));
      }
      session.log().error("failed", Field.errorVerbose(e));
      return Outcome.failed(Reason.INTERNAL, BackupException.text(e));
    } catch (OutOfMemoryError e) {
      return Outcome.failed(
          Reason.INTERNAL, "not enough memory: raise the memory limit of the job");
    } catch (RuntimeException | Error e) {
      session.log().error("failed", Field.errorVerbose(e));
      return Outcome.failed(Reason.INTERNAL, e.toString());
    }
  }
}
