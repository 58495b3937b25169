package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.failpoint.FailpointHook;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every place that is declared is one that a member comes by. */
final class FailpointInventoryTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("key");
  private static final int PUTS = 40;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Needs a second member. */
  private static final Set<Failpoint> OF_CLUSTERS =
      EnumSet.of(
          Failpoint.RAFT_BEFORE_LEADER_SEND,
          Failpoint.RAFT_BEFORE_FOLLOWER_SEND,
          Failpoint.RAFT_BEFORE_APPLY_SNAP,
          Failpoint.RAFT_AFTER_APPLY_SNAP,
          Failpoint.APPLY_BEFORE_OPEN_SNAPSHOT);

  @TempDir Path directory;

  @AfterEach
  void disarm() {
    Failpoint.arm(FailpointHook.NONE);
  }

  @Test
  void aMemberAloneComesByAllButThoseOfClusters() throws Exception {
    Set<Failpoint> reached = ConcurrentHashMap.newKeySet();
    Failpoint.arm(reached::add);
    Set<Failpoint> expected = EnumSet.complementOf(EnumSet.copyOf(OF_CLUSTERS));
    try (TestNode node = TestNode.start(directory, "--snapshot-count=10")) {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(node.channel());
      MaintenanceGrpc.MaintenanceBlockingStub maintenance =
          MaintenanceGrpc.newBlockingStub(node.channel());
      long deadline = System.nanoTime() + LIMIT_NANOS;
      // The log is trimmed after a look at what the store has flushed, some entries later.
      while (!reached.containsAll(expected) && System.nanoTime() < deadline) {
        long revision = 0;
        for (int i = 0; i < PUTS; i++) {
          PutRequest put = PutRequest.newBuilder().setKey(KEY).setValue(KEY).build();
          revision = kv.put(put).getHeader().getRevision();
        }
        kv.compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
        var _ = maintenance.defragment(DefragmentRequest.getDefaultInstance());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    assertThat(reached).containsExactlyInAnyOrderElementsOf(expected);
  }
}
