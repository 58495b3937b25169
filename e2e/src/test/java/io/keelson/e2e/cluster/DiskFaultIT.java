package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.fault.SmallDisk;
import io.keelson.e2e.history.Answer;
import io.keelson.e2e.history.Call;
import io.keelson.e2e.history.Caller;
import io.keelson.e2e.history.Load;
import io.keelson.e2e.history.Operation;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The disk of one member runs full or becomes slow under load, while it follows and while it leads:
 * the others go on, and once the disk is well again the member is too. It may end meanwhile; it may
 * not tell its clients what is not so. Needs root, else it is skipped. {@code -Drounds=20
 * -Dmembers=5} for a longer run, {@code -Dseed=…} for other moments, {@code -Dsubject=3.7} to check
 * the test against upstream.
 */
final class DiskFaultIT {
  private static final int ROUNDS = Integer.getInteger("rounds", 2);
  private static final int MEMBERS = Integer.getInteger("members", 3);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int FULL_MIB = 300;
  private static final int SLOW_MIB = 400;
  private static final int CLIENTS = 2 * MEMBERS;

  /** So that the log does not keep what was written in earlier rounds. */
  private static final String CATCH_UP = "100";

  private static final int LARGE_PUTS = 60;
  private static final int LARGE_BYTES = 512 * 1024;
  private static final int SLOW_WRITES_PER_SECOND = 15;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(3);
  private static final Duration SLOW_TIME = Duration.ofSeconds(3);

  private static final Duration TIDY_LIMIT = Duration.ofSeconds(60);

  private int clients;
  private int ends;

  @FunctionalInterface
  private interface DiskSource {
    SmallDisk create() throws IOException;
  }

  @FunctionalInterface
  private interface DiskTask {
    /** What clients did meanwhile, apart from the load. */
    List<Operation> run(ClusterProcesses cluster, SmallDisk disk) throws Exception;
  }

  @Test
  void fullDisk() throws Exception {
    run(() -> SmallDisk.inMemory(FULL_MIB), this::fillAndFree);
  }

  @Test
  void slowDisk() throws Exception {
    run(() -> SmallDisk.onLoop(SLOW_MIB), DiskFaultIT::slowDown);
  }

  private void run(DiskSource source, DiskTask task) throws Exception {
    var random = new SplittableRandom(SEED);
    try (SmallDisk disk = disk(source)) {
      List<Supplier<EtcdProcess.Spec>> programs =
          new ArrayList<>(Collections.nCopies(MEMBERS, Requires::subject));
      programs.set(0, () -> Requires.subject().flag("data-dir", disk.dataDir().toString()));
      ClusterLayout.of(programs)
          .flag("snapshot-count", CATCH_UP)
          .flag("snapshot-catchup-entries", CATCH_UP)
          .run(cluster -> rounds(cluster, disk, task, random));
    }
  }

  private void rounds(
      ClusterProcesses cluster, SmallDisk disk, DiskTask task, SplittableRandom random)
      throws Exception {
    try (var observation = new Observation(cluster)) {
      for (int round = 0; round < ROUNDS; round++) {
        int leader = (round + 1) % 2;
        new Membership(cluster).moveLeader(cluster.member(leader));
        List<Operation> part = round(cluster, disk, task, random);
        observation.check(part, "round %d, n%d leads, seed %d".formatted(round, leader + 1, SEED));
        tidy(cluster, observation.revision());
      }
      IO.println(
          "%d members, disk of %s, %d rounds, seed %d: %s, it ended %d times"
              .formatted(MEMBERS, cluster.member(0), ROUNDS, SEED, observation.summary(), ends));
    }
  }

  /** Gives up all history and its space, so that any number of rounds fits on the disk. */
  private static void tidy(ClusterProcesses cluster, long revision) {
    for (Member member : cluster.members()) {
      var channel = member.process().client().channel();
      if (member.equals(cluster.member(0))) {
        var _ =
            KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(TIDY_LIMIT)
                .compact(
                    CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
      }
      var _ =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(TIDY_LIMIT)
              .defragment(DefragmentRequest.getDefaultInstance());
    }
  }

  private static SmallDisk disk(DiskSource source) {
    try {
      return source.create();
    } catch (IOException e) {
      return Assumptions.abort("no disk to spoil: " + e.getMessage());
    }
  }

  private List<Operation> round(
      ClusterProcesses cluster, SmallDisk disk, DiskTask task, SplittableRandom random)
      throws Exception {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ports.add(cluster.member(i / 2).process().clientPort());
    }
    clients += CLIENTS;
    try (Load load = Load.start(clients, ports, CALL_LIMIT, random.split())) {
      List<Operation> all = new ArrayList<>(task.run(cluster, disk));
      Member spoilt = cluster.member(0);
      if (!spoilt.process().isAlive()) {
        ends++;
        cluster.kill9(spoilt);
        cluster.launch(spoilt);
      }
      cluster.awaitServing(ClusterProcesses.LIMIT);
      all.addAll(load.stop());
      return all;
    }
  }

  /** Large values use up what a member has reserved before. */
  private List<Operation> fillAndFree(ClusterProcesses cluster, SmallDisk disk) throws IOException {
    List<Operation> large = new ArrayList<>();
    disk.fill();
    int number = clients - 1; // the values look different from those of the load
    try (var caller = new Caller(cluster.member(MEMBERS - 1).process().clientPort(), CALL_LIMIT)) {
      String filler = "x".repeat(LARGE_BYTES);
      for (int i = 0; i < LARGE_PUTS; i++) {
        var put = new Call.Put("large", number + "/" + i + filler);
        long invoked = System.nanoTime();
        Answer answer = caller.call(put);
        large.add(new Operation(number, put, answer, invoked, System.nanoTime()));
      }
    } finally {
      disk.free();
    }
    assertThat(large).as("the others go on").anyMatch(one -> !one.isUnknown());
    return large;
  }

  private static List<Operation> slowDown(ClusterProcesses cluster, SmallDisk disk)
      throws IOException, InterruptedException {
    long pid = cluster.member(0).process().pid();
    try {
      disk.slow(pid, SLOW_WRITES_PER_SECOND);
    } catch (IOException e) {
      return Assumptions.abort("no disk to slow down: " + e.getMessage());
    }
    TimeUnit.MILLISECONDS.sleep(SLOW_TIME.toMillis());
    if (cluster.member(0).process().isAlive()) {
      disk.restoreSpeed(pid);
    }
    return List.of();
  }
}
