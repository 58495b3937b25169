package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Program;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream's tools and servers take a snapshot of our node for one of their own. */
@BesideOthers
final class SnapshotIT {
  private static final int KEYS = 20_000;
  private static final int TXN_OPS = 100;
  private static final long LEASE = 0x6322a1f885b1b808L;
  private static final long LEASE_TTL = 1000;
  private static final int TRAILER_BYTES = 32;

  /** As many as the node serves at once. */
  private static final int STREAMS = 4;

  @TempDir static Path folder;
  private static EtcdProcess node;
  private static long revision;
  private static long compactRevision;
  private static long liveKeys;

  @BeforeAll
  static void load() {
    node = Requires.ours().start();
    EtcdClient client = node.client();
    putAll(client, 0, KEYS, "first");
    putAll(client, 5_000, 9_000, "second");
    delete(client, "k01", "k03");
    // More than a page, and more than many.
    put(client, "large/1", "x".repeat(70_000));
    put(client, "large/2", "y".repeat(1_000_000));
    compactRevision = delete(client, "k04500", "k04600");
    client
        .kv()
        .compact(
            CompactionRequest.newBuilder().setRevision(compactRevision).setPhysical(true).build());
    putAll(client, 1_000, 2_000, "third");
    delete(client, "k06", "k07");
    LeaseGrpc.newBlockingStub(client.channel())
        .leaseGrant(LeaseGrantRequest.newBuilder().setID(LEASE).setTTL(LEASE_TTL).build());
    client.kv().put(PutRequest.newBuilder().setKey(bytes("leased")).setLease(LEASE).build());
    revision = put(client, "last", "");
    liveKeys =
        client
            .kv()
            .range(
                RangeRequest.newBuilder()
                    .setKey(ByteString.copyFrom(new byte[1]))
                    .setRangeEnd(ByteString.copyFrom(new byte[1]))
                    .setCountOnly(true)
                    .build())
            .getCount();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static long put(EtcdClient client, String key, String value) {
    return client
        .kv()
        .put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build())
        .getHeader()
        .getRevision();
  }

  private static void putAll(EtcdClient client, int from, int to, String value) {
    for (int i = from; i < to; i += TXN_OPS) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (int j = i; j < i + TXN_OPS; j++) {
        PutRequest.Builder put =
            PutRequest.newBuilder()
                .setKey(bytes("k%05d".formatted(j)))
                .setValue(bytes((value + j).repeat(1 + j % 40)));
        txn.addSuccess(RequestOp.newBuilder().setRequestPut(put));
      }
      client.kv().txn(txn.build());
    }
  }

  private static long delete(EtcdClient client, String from, String to) {
    return client
        .kv()
        .deleteRange(
            DeleteRangeRequest.newBuilder().setKey(bytes(from)).setRangeEnd(bytes(to)).build())
        .getHeader()
        .getRevision();
  }

  private static HashKVResponse hash(EtcdProcess server) {
    return server
        .client()
        .maintenance()
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }

  private static Path save(String version) {
    Path file = folder.resolve("saved-" + version);
    if (!Files.exists(file)) {
      Etcdctl etcdctl = new Etcdctl(Requires.reference(version), node.endpoint());
      Program.Result result = etcdctl.run("", "snapshot", "save", file.toString());
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    return file;
  }

  private static Program.Result etcdutl(String version, String... arguments) {
    return new Program(Requires.reference(version).etcdutl()).run("", List.of(arguments));
  }

  /** What the tool says of a file, as text of JSON. */
  private static String status(String version, Path file) {
    Program.Result result =
        etcdutl(version, "snapshot", "status", "--write-out=json", file.toString());
    assertThat(result.exitCode()).as("%s", result).isZero();
    return result.out();
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^,}\"]*)").matcher(json);
    assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void savedAndJudgedByEveryVersion(String version) throws IOException {
    Path file = save(version);
    String status = status(version, file);
    assertThat(field(status, "revision")).isEqualTo(Long.toString(revision));
    assertThat(field(status, "totalSize"))
        .isEqualTo(Long.toString(Files.size(file) - TRAILER_BYTES));
    assertThat(field(status, "hash")).isEqualTo(field(status("3.7", file), "hash"));
    if (!version.equals("3.5")) {
      assertThat(field(status, "totalKey")).isEqualTo(Long.toString(liveKeys));
      assertThat(field(status, "version")).isEqualTo("3.7.0");
    }
  }

  /** Version 3.6 is left out: it refuses every file of a 3.7 cluster, also upstream's. */
  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.7"})
  void restoredAndServedByUpstream(String version) {
    Path file = save(version);
    try (EtcdProcess restored = Requires.upstream(version).prepare()) {
      String peer = "http://127.0.0.1:" + restored.peerPort();
      Program.Result result =
          etcdutl(
              version,
              "snapshot",
              "restore",
              file.toString(),
              "--name=n1",
              "--initial-cluster=n1=" + peer,
              "--initial-advertise-peer-urls=" + peer,
              "--data-dir=" + restored.dataDir());
      assertThat(result.exitCode()).as("%s", result).isZero();
      restored.start();
      HashKVResponse ours = hash(node);
      HashKVResponse theirs = hash(restored);
      assertThat(theirs.getHash()).isEqualTo(ours.getHash());
      assertThat(theirs.getCompactRevision())
          .isEqualTo(ours.getCompactRevision())
          .isEqualTo(compactRevision);
      LeaseTimeToLiveResponse lease =
          LeaseGrpc.newBlockingStub(restored.client().channel())
              .leaseTimeToLive(
                  LeaseTimeToLiveRequest.newBuilder().setID(LEASE).setKeys(true).build());
      assertThat(lease.getGrantedTTL()).isEqualTo(LEASE_TTL);
      assertThat(lease.getKeysList()).containsExactly(bytes("leased"));
      useUp(restored.client());
      restored.restart();
      assertThat(put(restored.client(), "after", "restart")).isGreaterThan(revision);
    }
  }

  /** Deletes and compacts in the restored file, which takes its trees apart page by page. */
  private static void useUp(EtcdClient client) {
    put(client, "new", "value");
    delete(client, "k0", "k1");
    long last = delete(client, "k", "l");
    client.kv().compact(CompactionRequest.newBuilder().setRevision(last).setPhysical(true).build());
  }

  @Test
  void stalledClientsAreBoundedAndLetGo() {
    EtcdClient client = node.client();
    List<Context.CancellableContext> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) {
        var context = Context.current().withCancellation();
        stalled.add(context);
        Context before = context.attach();
        try {
          assertThat(open(client).next().getBlob().size()).isEqualTo(32 << 10);
        } finally {
          context.detach(before);
        }
      }
      Iterator<SnapshotResponse> refused = open(client);
      assertThatThrownBy(refused::next)
          .isInstanceOf(StatusRuntimeException.class)
          .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    } finally {
      stalled.forEach(context -> context.cancel(null));
    }
    assertThat(Await.until(Duration.ofSeconds(10), () -> isComplete(open(client)))).isTrue();
  }

  private static Iterator<SnapshotResponse> open(EtcdClient client) {
    return client.maintenance().snapshot(SnapshotRequest.getDefaultInstance());
  }

  /** Whether a snapshot is sent to its end, with what remains told right in each message. */
  private static boolean isComplete(Iterator<SnapshotResponse> answers) {
    try {
      SnapshotResponse answer = answers.next();
      long remaining = answer.getRemainingBytes();
      while (answers.hasNext()) {
        answer = answers.next();
        remaining = Math.max(0, remaining - answer.getBlob().size());
        assertThat(answer.getRemainingBytes()).isEqualTo(remaining);
      }
      return answer.getBlob().size() == TRAILER_BYTES;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
