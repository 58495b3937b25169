package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Failpoints;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A death at any failpoint loses nothing acknowledged; see {@code ClusterFailpointIT} for members
 * of a cluster. {@code -Dfailpoints=all} for every point that a member alone comes by, {@code
 * -Dfailpoints=a,b} for some, {@code -Drounds=10} for several deaths at each, {@code -Dseed=…} for
 * other moments.
 */
@BesideOthers
final class FailpointKillIT {
  private static final String POINTS =
      System.getProperty(
          "failpoints",
          "raftBeforeSave,raftAfterSave,beforeCommit,afterWritebackBuf,raftAfterWALRelease,"
              + "compactAfterCommitScheduledCompact,compactBeforeSetFinishedCompact,"
              + "defragBeforeRename");
  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int WRITERS = 4;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final Duration DEATH_LIMIT = Duration.ofMinutes(1);

  /** Only members of larger clusters come by these. */
  private static final List<String> OF_CLUSTERS =
      List.of(
          "applyBeforeOpenSnapshot",
          "raftAfterApplySnap",
          "raftBeforeApplySnap",
          "raftBeforeFollowerSend",
          "raftBeforeLeaderSend");

  private final Failpoints failpoints = new Failpoints();

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    var random = new SplittableRandom(SEED);
    var history = new History();
    int deaths = 0;
    EtcdProcess.Spec spec = failpoints.in(Requires.ours()).flag("snapshot-count", "20");
    try (EtcdProcess node = spec.start()) {
      for (String point : points()) {
        for (int round = 0; round < ROUNDS; round++) {
          List<Write> writes =
              writeUntilDead(
                  node, new Death(point, deaths++, history.lastRevision()), random.split());
          node.kill9();
          node.start();
          history.check(writes, node.client().kv(Duration.ofMinutes(5)));
        }
      }
      IO.println(
          "%s: seed %d, %d deaths at failpoints, %d revisions kept"
              .formatted(node.label(), SEED, deaths, history.size()));
    }
  }

  private List<String> points() {
    if (!POINTS.equals("all")) {
      return List.of(POINTS.split(","));
    }
    var names = new TreeSet<>(failpoints.names());
    assertThat(names).containsAll(OF_CLUSTERS);
    OF_CLUSTERS.forEach(names::remove);
    return List.copyOf(names);
  }

  /**
   * A death to be caused.
   *
   * @param compactable revision up to which everything has been checked
   */
  private record Death(String point, int number, long compactable) {}

  private List<Write> writeUntilDead(EtcdProcess node, Death death, SplittableRandom random)
      throws Exception {
    List<Writer> writers = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
      for (int i = 0; i < WRITERS; i++) {
        var kv = node.client().kv(DEATH_LIMIT.plus(CALL_LIMIT));
        String name = death.number() + "." + i;
        writers.add(new Writer(kv, name, random.split(), () -> !node.isAlive()));
        running.add(threads.submit(writers.getLast()));
      }
      failpoints.arm(death.point(), random);
      threads.execute(() -> maintainUntilDead(node, death.compactable()));
      assertThat(node.waitForExit(DEATH_LIMIT))
          .as("exit code at %s", death)
          .isEqualTo(Failpoints.EXIT_PANIC);
      for (Future<?> writer : running) {
        writer.get();
      }
    }
    assertThat(node.output()).contains(Failpoints.PANIC);
    return writers.stream().flatMap(writer -> writer.writes().stream()).toList();
  }

  /** One compaction, and again and again what has the store flushed. */
  private static void maintainUntilDead(EtcdProcess node, long compactable) {
    var kv = KVGrpc.newBlockingStub(node.client().channel());
    var maintenance = MaintenanceGrpc.newBlockingStub(node.client().channel());
    try {
      kv.compact(CompactionRequest.newBuilder().setRevision(compactable).build());
      while (node.isAlive()) {
        var _ = maintenance.defragment(DefragmentRequest.getDefaultInstance());
      }
    } catch (StatusRuntimeException e) {
      // It died, as it should; whether it did is checked elsewhere.
    }
  }
}
