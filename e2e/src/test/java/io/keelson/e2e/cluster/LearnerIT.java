package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.DowngradeRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MemberUpdateRequest;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What a member that only receives serves: its status, serializable reads and snapshots; all else
 * it refuses, until it is promoted. {@code -Dsubject=3.7} to check the test against upstream.
 */
@BesideOthers
final class LearnerIT {
  private static final String REFUSED =
      "FAILED_PRECONDITION: etcdserver: rpc not supported for learner";
  private static final ByteString KEY = ByteString.copyFromUtf8("learnt");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void servesLittleUntilItIsPromoted() throws Exception {
    ClusterLayout.of(1, Requires::subject)
        .run(
            cluster -> {
              Member first = cluster.member(0);
              put(first.process().client().channel());
              Member learner = new Membership(cluster).addLearner(Requires::subject, first);
              assertThat(Await.until(ClusterProcesses.LIMIT, () -> holdsKey(learner)))
                  .as("the learner is in step")
                  .isTrue();
              refuses(learner.process().client().channel());
              serves(learner);
              cluster.kill9(learner);
              cluster.launch(learner);
              assertThat(Await.until(ClusterProcesses.LIMIT, () -> holdsKey(learner)))
                  .as("the learner is back")
                  .isTrue();
              serves(learner);
              new Membership(cluster).promote(learner, first);
              calls(learner.process().client().channel())
                  .forEach((name, call) -> assertThat(error(call)).as(name).isNotEqualTo(REFUSED));
              assertThat(learner.status().orElseThrow().getIsLearner()).isFalse();
              assertThat(gauge(learner)).isEqualTo("etcd_server_is_learner 0");
              Convergence.assertEqualHashes(cluster.members());
            });
  }

  private static boolean holdsKey(Member learner) {
    try {
      return learner.process().isAlive()
          && serializable(learner.process().client().channel()).getCount() == 1;
    } catch (StatusRuntimeException e) {
      learner.process().client().channel().resetConnectBackoff();
      return false;
    }
  }

  private static void refuses(Channel channel) {
    calls(channel).forEach((name, call) -> assertThat(error(call)).as(name).isEqualTo(REFUSED));
  }

  /** What is refused by learners; voters may refuse it for other reasons. */
  private static Map<String, Runnable> calls(Channel channel) {
    var kv = KVGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT);
    var leases = LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT);
    var cluster = ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT);
    var maintenance = MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT);
    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("range", () -> kv.range(RangeRequest.newBuilder().setKey(KEY).build()));
    calls.put("put", () -> put(channel));
    calls.put("delete", () -> kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(KEY).build()));
    calls.put("txn", () -> kv.txn(TxnRequest.getDefaultInstance()));
    calls.put(
        "txn of serializable reads",
        () ->
            kv.txn(
                TxnRequest.newBuilder()
                    .addSuccess(
                        RequestOp.newBuilder()
                            .setRequestRange(
                                RangeRequest.newBuilder().setKey(KEY).setSerializable(true)))
                    .build()));
    calls.put("compact", () -> kv.compact(CompactionRequest.newBuilder().setRevision(1).build()));
    calls.put("grant", () -> leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build()));
    calls.put("revoke", () -> leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(1).build()));
    calls.put(
        "time to live",
        () -> leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(1).build()));
    calls.put("leases", () -> leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
    calls.put(
        "keep alive",
        () -> {
          var answers = new Answers<LeaseKeepAliveResponse>();
          var requests = LeaseGrpc.newStub(channel).leaseKeepAlive(answers);
          requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(1).build());
          answers.await(requests);
        });
    calls.put(
        "watch",
        () -> {
          var answers = new Answers<WatchResponse>();
          var requests = WatchGrpc.newStub(channel).watch(answers);
          requests.onNext(
              WatchRequest.newBuilder()
                  .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                  .build());
          answers.await(requests);
        });
    calls.put("list of members", () -> cluster.memberList(MemberListRequest.getDefaultInstance()));
    calls.put(
        "add a member",
        () -> cluster.memberAdd(MemberAddRequest.newBuilder().addPeerURLs("http://h:1").build()));
    calls.put(
        "remove a member",
        () -> cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(1).build()));
    calls.put(
        "update a member",
        () ->
            cluster.memberUpdate(
                MemberUpdateRequest.newBuilder().setID(1).addPeerURLs("http://h:1").build()));
    calls.put(
        "promote a member",
        () -> cluster.memberPromote(MemberPromoteRequest.newBuilder().setID(1).build()));
    calls.put("alarm", () -> maintenance.alarm(AlarmRequest.getDefaultInstance()));
    calls.put("defragment", () -> maintenance.defragment(DefragmentRequest.getDefaultInstance()));
    calls.put("hash", () -> maintenance.hash(HashRequest.getDefaultInstance()));
    calls.put("hashKV", () -> maintenance.hashKV(HashKVRequest.getDefaultInstance()));
    calls.put(
        "move leader",
        () -> maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(1).build()));
    calls.put("downgrade", () -> maintenance.downgrade(DowngradeRequest.getDefaultInstance()));
    return calls;
  }

  private static void serves(Member learner) {
    Channel channel = learner.process().client().channel();
    assertThat(serializable(channel).getKvs(0).getValue()).isEqualTo(KEY);
    assertThat(learner.status().orElseThrow().getIsLearner()).isTrue();
    var chunks =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT)
            .snapshot(SnapshotRequest.getDefaultInstance());
    long[] bytes = {0};
    chunks.forEachRemaining(chunk -> bytes[0] += chunk.getBlob().size());
    assertThat(bytes[0] % 512).as("pages and a hash").isEqualTo(32);
    assertThat(learner.page("/readyz")).contains("[-]non_learner");
    assertThat(gauge(learner)).isEqualTo("etcd_server_is_learner 1");
  }

  private static String gauge(Member member) {
    return member
        .page("/metrics")
        .lines()
        .filter(line -> line.startsWith("etcd_server_is_learner "))
        .findFirst()
        .orElse("");
  }

  private static RangeResponse serializable(Channel channel) {
    return KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT)
        .range(RangeRequest.newBuilder().setKey(KEY).setSerializable(true).build());
  }

  private static void put(Channel channel) {
    var _ =
        KVGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT)
            .put(PutRequest.newBuilder().setKey(KEY).setValue(KEY).build());
  }

  /** What the call was refused with, empty if it was not. */
  private static String error(Runnable call) {
    try {
      call.run();
      return "";
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Of a stream; only the first counts. */
  private static final class Answers<T> implements StreamObserver<T> {
    private final CompletableFuture<StatusRuntimeException> first = new CompletableFuture<>();

    @Override
    public void onNext(T answer) {
      first.cancel(false);
    }

    @Override
    public void onError(Throwable cause) {
      first.complete((StatusRuntimeException) cause);
    }

    @Override
    public void onCompleted() {
      first.cancel(false);
    }

    /** Throws what the stream ended with, if it began with that. */
    void await(StreamObserver<?> requests) {
      StatusRuntimeException refusal;
      try {
        refusal = first.join();
      } catch (CancellationException e) {
        requests.onCompleted();
        return;
      }
      throw refusal;
    }
  }
}
