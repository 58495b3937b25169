package io.keelson.node.api;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.alarm.Alarm;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyResult.AlarmDone;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Engine;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.metrics.MvccMetrics;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.mvcc.StoreHasher;
import io.keelson.node.mvcc.StoreMarks;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.Proposer;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.DefragmentResponse;
import io.keelson.proto.etcdserverpb.DowngradeInfo;
import io.keelson.proto.etcdserverpb.DowngradeRequest;
import io.keelson.proto.etcdserverpb.DowngradeResponse;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.HashRequest;
import io.keelson.proto.etcdserverpb.HashResponse;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import io.keelson.proto.etcdserverpb.MoveLeaderResponse;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code etcdserverpb.Maintenance}: status and hashes of this member. */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
  private final ResponseHeaders headers;
  private final MaintenanceParts parts;

  /**
   * What the service reports on.
   *
   * @param version version this server stands for
   * @param storageVersion version of the storage format before there is a cluster version
   * @param worker runs what takes long
   */
  public record MaintenanceParts(
      MvccStore store,
      Engine engine,
      HashStore hashes,
      QuotaGate quota,
      AlarmTable alarms,
      MemberTable members,
      Downgrades downgrades,
      Defragmenter defragmenter,
      LeaderTransfers transfers,
      Proposer proposer,
      AppliedIndex appliedIndex,
      Latest<Long> committedIndex,
      String version,
      String storageVersion,
      Executor worker,
      SnapshotCalls snapshots,
      NanoClock clock,
      MvccMetrics metrics,
      Logger log) {}

  /** Reports on these parts. */
  public MaintenanceService(ResponseHeaders headers, MaintenanceParts parts) {
    this.headers = headers;
    this.parts = parts;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    ReplicaStatus status = headers.status();
    Membership membership = parts.members().membership();
    // Upstream's storage follows the cluster version, down as well as up.
    @Nullable String clusterVersion = membership.clusterVersion();
    long size = parts.engine().sizeBytes();
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setHeader(headers.message(currentRevision()))
            .setVersion(parts.version())
            .setDbSize(size)
            .setDbSizeInUse(Math.min(size, parts.engine().liveBytes()))
            .setLeader(status.leader())
            .setRaftIndex(parts.committedIndex().get())
            .setRaftTerm(status.term())
            .setRaftAppliedIndex(parts.appliedIndex().get())
            .setIsLearner(membership.isLearner(headers.memberId()))
            .setStorageVersion(clusterVersion == null ? parts.storageVersion() : clusterVersion)
            .setDbSizeQuota(parts.quota().quotaBytes())
            .setDowngradeInfo(
                DowngradeInfo.newBuilder()
                    .setEnabled(membership.downgrade().isEnabled())
                    .setTargetVersion(membership.downgrade().targetVersion()));
    if (status.leader() == 0) {
      response.addErrors("etcdserver: no leader");
    }
    parts.alarms().alarms().raised().forEach(alarm -> response.addErrors(alarm.text()));
    answer(observer, response.build());
  }

  @Override
  public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
    AlarmChange change =
        new AlarmChange(request.getActionValue(), request.getMemberID(), request.getAlarmValue());
    parts
        .proposer()
        .propose(
            id -> CommandCodec.encodeAlarm(id, change),
            result -> {
              switch (result) {
                case AlarmDone done -> answer(observer, response(done));
                case Refused refused -> refuse(observer, refused.refusal());
                default -> throw new IllegalStateException("not an alarm's result: " + result);
              }
            });
  }

  private AlarmResponse response(AlarmDone done) {
    AlarmResponse.Builder response =
        AlarmResponse.newBuilder().setHeader(headers.message(currentRevision()));
    for (Alarm alarm : done.alarms()) {
      response.addAlarms(
          AlarmMember.newBuilder().setMemberID(alarm.memberId()).setAlarmValue(alarm.type()));
    }
    return response.build();
  }

  private long currentRevision() {
    StoreView view = parts.store().view();
    try {
      return view.revision();
    } finally {
      view.release();
    }
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private static void refuse(StreamObserver<?> observer, Refusal refusal) {
    fail(observer, Statuses.of(refusal));
  }

  private static void fail(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }

  /** Answers without a header, as upstream does. */
  @Override
  public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
    parts.log().info("starting defragment");
    parts
        .defragmenter()
        .defragment(
            failure -> {
              if (failure == null) {
                parts.log().info("finished defragment");
                answer(observer, DefragmentResponse.getDefaultInstance());
              } else {
                parts.log().warn("failed to defragment", Field.error(failure));
                fail(observer, Status.UNKNOWN.withDescription(failure));
              }
            });
  }

  /** Answers without a header, as upstream does. */
  @Override
  public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
    ServerCallStreamObserver<MoveLeaderResponse> call =
        (ServerCallStreamObserver<MoveLeaderResponse>) observer;
    parts
        .transfers()
        .move(
            request.getTargetID(),
            () -> !call.isCancelled(),
            failure -> {
              if (failure == null) {
                answer(observer, MoveLeaderResponse.getDefaultInstance());
              } else {
                fail(observer, failure);
              }
            });
  }

  @Override
  public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
    Downgrades.Outcome outcome =
        new Downgrades.Outcome() {
          @Override
          public void done(String clusterVersion) {
            answer(
                observer,
                DowngradeResponse.newBuilder()
                    .setHeader(headers.message(currentRevision()))
                    .setVersion(clusterVersion)
                    .build());
          }

          @Override
          public void failed(Status status) {
            fail(observer, status);
          }
        };
    switch (request.getAction()) {
      case VALIDATE -> parts.downgrades().validate(request.getVersion(), outcome);
      case ENABLE -> parts.downgrades().enable(request.getVersion(), outcome);
      case CANCEL -> parts.downgrades().cancel(outcome);
      case UNRECOGNIZED -> outcome.failed(Statuses.UNKNOWN_METHOD);
    }
  }

  @Override
  public void hash(HashRequest request, StreamObserver<HashResponse> observer) {
    parts.worker().execute(() -> hash(observer));
  }

  private void hash(StreamObserver<HashResponse> observer) {
    StoreView view = parts.store().view();
    try {
      long start = parts.clock().nanoTime();
      long hash = StoreHasher.hash(view);
      parts.metrics().hashDuration.observeNanos(parts.clock().nanoTime() - start);
      answer(
          observer,
          HashResponse.newBuilder()
              .setHeader(headers.message(view.revision()))
              .setHash((int) hash)
              .build());
    } finally {
      view.release();
    }
  }

  @Override
  public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
    parts.worker().execute(() -> hash(request.getRevision(), observer));
  }

  @Override
  public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
    parts.snapshots().start((ServerCallStreamObserver<SnapshotResponse>) observer);
  }

  private void hash(long revision, StreamObserver<HashKVResponse> observer) {
    StoreView view = parts.store().view();
    try {
      @Nullable KeyValueHash stored = parts.hashes().get(revision);
      @Nullable Refusal refusal = stored == null ? refusal(view, revision) : null;
      if (refusal != null) {
        refuse(observer, refusal);
        return;
      }
      KeyValueHash hash = stored != null ? stored : hash(view, revision);
      observer.onNext(
          HashKVResponse.newBuilder()
              .setHeader(headers.message(view.revision()))
              .setHash((int) hash.hash())
              .setCompactRevision(hash.compactRevision())
              .setHashRevision(hash.revision())
              .build());
      observer.onCompleted();
    } finally {
      view.release();
    }
  }

  private KeyValueHash hash(StoreView view, long revision) {
    long start = parts.clock().nanoTime();
    // Of this very view: a removal may go on meanwhile, or start anew in a received store.
    long finished = StoreMarks.read(view.view()).finishedCompactRevision();
    KeyValueHash hash = HistoryHasher.hash(view, finished, revision);
    parts.metrics().hashRevDuration.observeNanos(parts.clock().nanoTime() - start);
    return hash;
  }

  private static @Nullable Refusal refusal(StoreView view, long revision) {
    return view.refusal(revision);
  }
}
