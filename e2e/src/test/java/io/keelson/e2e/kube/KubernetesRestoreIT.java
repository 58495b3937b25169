package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.history.Watcher;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The storage of a control plane goes back to a snapshot whose revisions were raised and marked as
 * compacted, while API server and controllers run on: whoever watches is told that the past is
 * gone and reads anew, and no revision goes back. Without {@code --bump-revision} the same test
 * fails, for which upstream's advice is to stop the API servers first.
 */
final class KubernetesRestoreIT {
  private static final long BUMP = 1_000_000_000;
  private static final long SEED = Long.getLong("seed", 1);

  /** For which the API server keeps using a lease, with some more for a slow machine. */
  private static final Duration EVENT_LIMIT = Duration.ofSeconds(120);

  private final Path folder = Folders.create("kube-restore");
  private final List<Path> snapshots = new ArrayList<>();

  @Test
  void apiServerRunsOnThroughARestore() throws Exception {
    KubePrograms programs = Requires.kubernetes();
    Assumptions.assumeTrue(
        programs.hasControllers(),
        () -> "no kube-controller-manager and kube-scheduler in " + programs.directory());
    try (var plane = new ControlPlane(Requires.ours(), programs)) {
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
      snapshot(plane.storage(), member);
      marks.writeLate();
      churn.awaitProgress();
      long start = System.nanoTime();
      restore(member);
      churn.forget();
      churn.awaitProgress();
      Duration away = Duration.ofNanos(System.nanoTime() - start);
      assertThat(Await.until(SecureMember.LIMIT, () -> old.compacted() > 0))
          .as("a watcher of revision %d is told of the compaction", old.lastRevision())
          .isTrue();
      long compacted = old.compacted();
      assertThat(compacted).isGreaterThan(BUMP).isGreaterThan(old.lastRevision());
      marks.checkRestored(compacted);
      awaitEvent(plane, start);
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
      assertThat(watcher.state()).isEqualTo(listed(plane, watcher));
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

  private static SortedMap<String, Long> listed(ControlPlane plane, ListWatcher watcher)
      throws IOException {
    SortedMap<String, Long> listed = new TreeMap<>();
    ApiHttp.Answer answer = plane.http().get(watcher.resource().path(watcher.namespace()));
    answer
        .body()
        .at("/items")
        .forEach(
            item ->
                listed.put(
                    item.at("/metadata/name").asText(),
                    item.at("/metadata/resourceVersion").asLong()));
    return listed;
  }

  private void snapshot(SecureStorage storage, SecureMember member) {
    Path file = folder.resolve("snapshot.db");
    Reference tools = Requires.ourTools();
    Program.Result saved =
        new Etcdctl(tools, member.endpoint())
            .run("", storage.toolArguments("snapshot", "save", file.toString()));
    assertThat(saved.exitCode()).as(saved.err()).isZero();
    snapshots.add(file);
  }

  private void restore(SecureMember member) throws IOException {
    member.stop();
    Path data = member.process().dataDir();
    Files.move(data, folder.resolve("before"));
    Program.Result restored =
        new Program(Requires.ourTools().etcdutl())
            .run(
                "",
                List.of(
                    "snapshot",
                    "restore",
                    snapshots.getLast().toString(),
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

  /** Events are the one kind that is written with a lease which the API server keeps for a while. */
  private static void awaitEvent(ControlPlane plane, long startNanos) {
    List<String> refusals = new ArrayList<>();
    boolean accepted =
        Await.until(
            EVENT_LIMIT,
            () -> {
              try {
                ApiHttp.Answer answer = plane.http().post(EVENTS, EVENT);
                if (!answer.isSuccess()) {
                  refusals.add(answer.body().at("/message").asText());
                }
                return answer.isSuccess();
              } catch (IOException e) {
                refusals.add(e.toString());
                return false;
              }
            });
    IO.println(
        "an event is accepted %d ms after the storage went away; refused before: %s"
            .formatted(
                Duration.ofNanos(System.nanoTime() - startNanos).toMillis(),
                refusals.isEmpty() ? "none" : refusals.getLast()));
    assertThat(accepted).as("%s", refusals).isTrue();
  }

  private static final String EVENTS = "/api/v1/namespaces/default/events";
  private static final String EVENT =
      """
      {"metadata": {"generateName": "e"}, "reason": "Tried", "type": "Normal",
       "involvedObject": {"kind": "Namespace", "name": "default", "namespace": "default"}}""";
}
