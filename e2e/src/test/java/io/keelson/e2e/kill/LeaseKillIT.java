package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.mvccpb.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL under watches, leases, snapshots and compactions: no attachment is lost, no key outlives
 * its lease, and a watcher that resumes misses nothing. {@code -Dcycles=200} for the full run,
 * {@code -Dseed=…} for other moments, {@code -Dsubject=3.7} to check the test against upstream.
 */
@BesideOthers
final class LeaseKillIT {
  private static final int CYCLES = Integer.getInteger("cycles", 6);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int WRITERS = 4;
  private static final int COMPACTED_MIN = 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  @Test
  void nothingIsLostOrLeftOver() throws Exception {
    var random = new SplittableRandom(SEED);
    var watch = new WatchLog(1);
    try (EtcdProcess node = Requires.subject().start()) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        watch.resume(node.client().channel());
        List<LeaseWriter> writers = writeUntilKilled(node, cycle, random.split(), watch);
        node.start();
        watch.resume(node.client().channel());
        check(node.client().channel(), writers, watch);
      }
      IO.println(
          "%s: seed %d, %d cycles, %d events seen once each"
              .formatted(node.label(), SEED, CYCLES, watch.events()));
    }
  }

  private static List<LeaseWriter> writeUntilKilled(
      EtcdProcess node, int cycle, SplittableRandom random, WatchLog watch)
      throws InterruptedException {
    ManagedChannel channel = node.client().channel();
    List<LeaseWriter> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2)) {
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new LeaseWriter(channel, cycle + "." + i, random.split(), LIMIT));
      }
      writers.forEach(threads::execute);
      threads.execute(() -> compactUntilKilled(channel, watch));
      threads.execute(() -> saveUntilKilled(channel));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(50, 2_000));
      node.kill9();
    }
    return writers;
  }

  /** Compacts what the watcher has seen, so that it can always go on. */
  private static void compactUntilKilled(ManagedChannel channel, WatchLog watch) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    try {
      long compacted = 0;
      while (true) {
        long next = Math.min(watch.seen(), current(kv));
        if (next > compacted + COMPACTED_MIN) {
          kv.compact(CompactionRequest.newBuilder().setRevision(next).build());
          compacted = next;
        }
      }
    } catch (StatusRuntimeException e) {
      // The server was killed.
      return;
    }
  }

  private static void saveUntilKilled(ManagedChannel channel) {
    try {
      while (true) {
        MaintenanceGrpc.newBlockingStub(channel)
            .snapshot(SnapshotRequest.getDefaultInstance())
            .forEachRemaining(chunk -> {});
      }
    } catch (StatusRuntimeException e) {
      // The server was killed.
      return;
    }
  }

  private static long current(KVGrpc.KVBlockingStub kv) {
    return kv.range(RangeRequest.newBuilder().setKey(ALL).setCountOnly(true).build())
        .getHeader()
        .getRevision();
  }

  private static void check(ManagedChannel channel, List<LeaseWriter> writers, WatchLog watch) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(channel);
    // Short leases expire at any time: look until nothing happened meanwhile.
    boolean isSettled =
        Await.until(
            LIMIT,
            () -> {
              RangeResponse all = all(kv);
              Map<Long, Set<ByteString>> attached = attachments(leases);
              if (current(kv) != all.getHeader().getRevision()) {
                return false;
              }
              checkAttachments(all, attached);
              writers.forEach(writer -> checkWriter(writer, all, attached));
              return Await.until(LIMIT, () -> watch.hasSeen(all.getHeader().getRevision()))
                  && checkState(kv, all, watch);
            });
    assertThat(isSettled).as("the store comes to rest").isTrue();
  }

  private static boolean checkState(KVGrpc.KVBlockingStub kv, RangeResponse all, WatchLog watch) {
    if (current(kv) != all.getHeader().getRevision()) {
      return false;
    }
    watch.check(all);
    return true;
  }

  private static RangeResponse all(KVGrpc.KVBlockingStub kv) {
    return kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build());
  }

  private static Map<Long, Set<ByteString>> attachments(LeaseGrpc.LeaseBlockingStub leases) {
    Map<Long, Set<ByteString>> attached = new HashMap<>();
    leases
        .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
        .getLeasesList()
        .forEach(
            lease ->
                attached.put(
                    lease.getID(),
                    new HashSet<>(
                        leases
                            .leaseTimeToLive(
                                LeaseTimeToLiveRequest.newBuilder()
                                    .setID(lease.getID())
                                    .setKeys(true)
                                    .build())
                            .getKeysList())));
    return attached;
  }

  private static void checkAttachments(RangeResponse all, Map<Long, Set<ByteString>> attached) {
    Map<Long, Set<ByteString>> byKeys = new HashMap<>();
    attached.keySet().forEach(lease -> byKeys.put(lease, new HashSet<>()));
    for (KeyValue kv : all.getKvsList()) {
      if (kv.getLease() != 0) {
        assertThat(byKeys).as("a key outlived its lease: %s", kv).containsKey(kv.getLease());
        byKeys.computeIfAbsent(kv.getLease(), _ -> new HashSet<>()).add(kv.getKey());
      }
    }
    assertThat(attached).as("keys of leases").isEqualTo(byKeys);
  }

  private static void checkWriter(
      LeaseWriter writer, RangeResponse all, Map<Long, Set<ByteString>> attached) {
    assertThat(writer.defect()).isEmpty();
    assertThat(attached.keySet()).containsAll(writer.live());
    writer.revoked().forEach(lease -> assertThat(attached).doesNotContainKey(lease));
    Map<ByteString, Long> held = new HashMap<>();
    all.getKvsList().forEach(kv -> held.put(kv.getKey(), kv.getLease()));
    writer
        .attached()
        .forEach(
            (key, lease) -> {
              if (attached.containsKey(lease)) {
                assertThat(held).containsEntry(key, lease);
              }
            });
  }
}
