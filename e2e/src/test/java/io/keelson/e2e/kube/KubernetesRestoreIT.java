package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.history.Watcher;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.Program;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The storage of a control plane goes back to a snapshot whose revisions were raised and marked as
 * compacted, while the API server runs on: whoever watches is told that the past is gone and reads
 * anew, and no revision goes back. Controllers are started anew afterwards.
 */
final class KubernetesRestoreIT {
  private static final long BUMP = 1_000_000_000;
  private static final long SEED = Long.getLong("seed", 1);

  private final Path folder = Folders.create("kube-restore");
  private final Path snapshot = folder.resolve("snapshot.db");

  @Test
  void apiServerRunsOnThroughARestore() throws Exception {
    KubePrograms programs = Requires.kubernetes();
    Assumptions.assumeTrue(
        programs.hasControllers(),
        () -> "no kube-controller-manager and kube-scheduler in " + programs.directory());
    try (var plane = new ControlPlane(Requires.ours(), programs)) {
      plane.withoutLeaderElection();
      plane.apiServerFlag("watch-cache-sizes", "configmaps#0").start();
      plane.startControllers();
      plane.startScheduler();
      run(plane);
    } finally {
      Folders.delete(folder);
    }
  }

  private void run(ControlPlane plane) throws Exception {
    SecureMember member = plane.storage().members().getFirst();
    try (var churn = new Churn(plane, new SplittableRandom(SEED));
        var old = new Watcher(member.newClient(), 0)) {
      churn.awaitProgress();
      var marks = new Marks(plane, true);
      snapshot(member);
      marks.writeLate();
      churn.awaitProgress();
      long start = System.nanoTime();
      restore(member);
      churn.forget();
      churn.awaitProgress();
      // One kind after the other is read anew: in between they may have acted on what is gone, and
      // only collectors that begin anew find all of that.
      plane.stopControllers();
      plane.startControllers();
      plane.startScheduler();
      Duration away = Duration.ofNanos(System.nanoTime() - start);
      assertThat(Await.until(SecureMember.LIMIT, () -> old.compacted() > 0))
          .as("a watcher of revision %d is told of the compaction", old.lastRevision())
          .isTrue();
      long compacted = old.compacted();
      assertThat(compacted).isGreaterThan(BUMP).isGreaterThan(old.lastRevision());
      marks.checkRestored(compacted);
      check(plane, churn, compacted);
      IO.println(
          "restored from revision %d to %d, with writes of all again after %d ms; %s"
              .formatted(old.lastRevision(), compacted, away.toMillis(), churn.summary()));
    }
  }

  /** Watchers have all and nothing else, after they listed again; controllers follow. */
  private static void check(ControlPlane plane, Churn churn, long compacted) throws Exception {
    churn.stopWriting();
    for (ListWatcher watcher : churn.stopWatching()) {
      assertThat(watcher.problems()).isEmpty();
      assertThat(watcher.known()).isEqualTo(watcher.listed());
      List<ListWatcher.Listed> lists =
          watcher.seen().stream()
              .filter(ListWatcher.Listed.class::isInstance)
              .map(ListWatcher.Listed.class::cast)
              .toList();
      assertThat(lists).as("lists of %s", watcher.resource()).hasSizeGreaterThan(1);
      assertThat(lists.getLast().revision()).isGreaterThanOrEqualTo(compacted);
    }
    assertThat(plane.hasControllers()).as(plane::controllerTail).isTrue();
  }

  private void snapshot(SecureMember member) throws IOException {
    try (OutputStream file = Files.newOutputStream(snapshot)) {
      Iterator<SnapshotResponse> parts =
          member.client().maintenance().snapshot(SnapshotRequest.getDefaultInstance());
      while (parts.hasNext()) {
        parts.next().getBlob().writeTo(file);
      }
    }
  }

  private void restore(SecureMember member) throws IOException {
    member.stop();
    Path data = member.process().dataDir();
    Files.move(data, folder.resolve("before"));
    Program.Result restored =
        new Program(Requires.ourTools().etcdutl(), Duration.ofMinutes(3))
            .run(
                "",
                List.of(
                    "snapshot",
                    "restore",
                    snapshot.toString(),
                    "--data-dir=" + data,
                    "--name=" + member.name(),
                    "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
                    "--initial-advertise-peer-urls=" + member.peerUrl(),
                    "--bump-revision=" + BUMP,
                    "--mark-compacted"));
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    member.process().launch();
    member.awaitInSync();
  }
}
