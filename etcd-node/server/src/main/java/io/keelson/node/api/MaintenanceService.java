package io.keelson.node.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.keelson.node.agent.Latest;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Engine;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.DowngradeInfo;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code etcdserverpb.Maintenance}: status and hashes of this member. */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
  private final ResponseHeaders headers;
  private final MaintenanceParts parts;

  /**
   * What the service reports on.
   *
   * @param version version this server stands for
   * @param storageVersion version of the storage format it stands for
   * @param finishedCompactRevision revision up to which compacted rows are gone
   * @param worker runs what takes long
   */
  public record MaintenanceParts(
      MvccStore store,
      Engine engine,
      HashStore hashes,
      QuotaGate quota,
      AppliedIndex appliedIndex,
      Latest<Long> committedIndex,
      String version,
      String storageVersion,
      LongSupplier finishedCompactRevision,
      Executor worker,
      SnapshotCalls snapshots) {}

  /** Reports on these parts. */
  public MaintenanceService(ResponseHeaders headers, MaintenanceParts parts) {
    this.headers = headers;
    this.parts = parts;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    ReplicaStatus status = headers.status();
    StoreView view = parts.store().view();
    long revision = view.revision();
    view.release();
    long size = parts.engine().sizeBytes();
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setHeader(headers.message(revision))
            .setVersion(parts.version())
            .setDbSize(size)
            .setDbSizeInUse(Math.min(size, parts.engine().liveBytes()))
            .setLeader(status.leader())
            .setRaftIndex(parts.committedIndex().get())
            .setRaftTerm(status.term())
            .setRaftAppliedIndex(parts.appliedIndex().get())
            .setStorageVersion(parts.storageVersion())
            .setDbSizeQuota(parts.quota().quotaBytes())
            .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
    if (status.leader() == 0) {
      response.addErrors("etcdserver: no leader");
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  /** Lists the alarms; none can be raised before alarms exist, so the list is empty. */
  @Override
  public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
    if (request.getAction() != AlarmRequest.AlarmAction.GET) {
      super.alarm(request, observer);
      return;
    }
    StoreView view = parts.store().view();
    long revision = view.revision();
    view.release();
    observer.onNext(AlarmResponse.newBuilder().setHeader(headers.message(revision)).build());
    observer.onCompleted();
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
    // In this order: the view must have all removals up to the finished revision.
    long finished = parts.finishedCompactRevision().getAsLong();
    StoreView view = parts.store().view();
    try {
      @Nullable KeyValueHash stored = parts.hashes().get(revision);
      @Nullable Refusal refusal = stored == null ? refusal(view, revision) : null;
      if (refusal != null) {
        observer.onError(Statuses.of(refusal).asRuntimeException());
        return;
      }
      KeyValueHash hash = stored != null ? stored : HistoryHasher.hash(view, finished, revision);
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

  private static @Nullable Refusal refusal(StoreView view, long revision) {
    return view.refusal(revision);
  }
}
