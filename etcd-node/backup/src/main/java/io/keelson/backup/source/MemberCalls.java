package io.keelson.backup.source;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Calls to one member. One thread; each call ends by itself. */
public final class MemberCalls {
  private static final long COUNT_SECONDS = 120;
  private static final long HASH_SECONDS = 600;
  private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[] {0});

  private final String endpoint;
  private final Channel channel;

  MemberCalls(String endpoint, Channel channel) {
    this.endpoint = endpoint;
    this.channel = channel;
  }

  /** HashKV; the compact revision is −1 if nothing was ever compacted. */
  public record Hash(long hash, long revision, long compactRevision) {}

  /** Where it is. */
  public String endpoint() {
    return endpoint;
  }

  /** Where it is and how to reach it. */
  Channel channel() {
    return channel;
  }

  /** How it is. */
  public MemberState status() throws BackupException {
    StatusResponse status;
    try {
      status =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(SourceClient.CALL_SECONDS, TimeUnit.SECONDS)
              .status(StatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw SourceClient.failure(e, "ask " + endpoint + " for its status");
    }
    return new MemberState(
        endpoint,
        status.getHeader().getMemberId(),
        status.getHeader().getClusterId(),
        status.getLeader(),
        status.getIsLearner(),
        status.getHeader().getRevision(),
        status.getRaftTerm(),
        status.getRaftIndex(),
        status.getRaftAppliedIndex() == 0 ? status.getRaftIndex() : status.getRaftAppliedIndex(),
        status.getVersion(),
        status.getStorageVersion(),
        status.getDbSize());
  }

  /**
   * The members as this one knows them. Older ones ask the others; then an empty list may be the
   * answer, if those are silent.
   */
  public List<Member> members() throws BackupException {
    try {
      return ClusterGrpc.newBlockingStub(channel)
          .withDeadlineAfter(SourceClient.CALL_SECONDS, TimeUnit.SECONDS)
          .memberList(MemberListRequest.getDefaultInstance())
          .getMembersList();
    } catch (StatusRuntimeException e) {
      throw SourceClient.failure(e, "ask " + endpoint + " for the members");
    }
  }

  /** HashKV at a revision. */
  public Hash hash(long revision) throws BackupException {
    try {
      HashKVResponse answer =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(HASH_SECONDS, TimeUnit.SECONDS)
              .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
      return new Hash(
          Integer.toUnsignedLong(answer.getHash()),
          answer.getHashRevision() == 0 ? revision : answer.getHashRevision(),
          answer.getCompactRevision());
    } catch (StatusRuntimeException e) {
      throw SourceClient.failure(e, "ask " + endpoint + " for the hash of its keys");
    }
  }

  /**
   * How many keys were alive at a revision, 0 for now.
   *
   * @return empty if the member does not have or not tell that revision
   */
  public OptionalLong countKeys(long revision) throws BackupException {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(EVERYTHING)
            .setRangeEnd(EVERYTHING)
            .setCountOnly(true)
            .setSerializable(true)
            .setRevision(revision)
            .build();
    try {
      return OptionalLong.of(
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(COUNT_SECONDS, TimeUnit.SECONDS)
              .range(request)
              .getCount());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
        return OptionalLong.empty();
      }
      throw SourceClient.failure(e, "count the keys of " + endpoint);
    }
  }

  /** Whether a key is there. */
  public boolean hasKey(String key) throws BackupException {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(key, StandardCharsets.UTF_8))
            .setCountOnly(true)
            .build();
    try {
      return KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(SourceClient.CALL_SECONDS, TimeUnit.SECONDS)
              .range(request)
              .getCount()
          > 0;
    } catch (StatusRuntimeException e) {
      throw SourceClient.failure(e, "look for a key at " + endpoint);
    }
  }

  /** Gives up history before a revision, so that hashes are comparable. */
  public void compact(long revision) throws BackupException {
    try {
      var _ =
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(COUNT_SECONDS, TimeUnit.SECONDS)
              .compact(CompactionRequest.newBuilder().setRevision(revision).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
        throw SourceClient.failure(e, "compact the history of " + endpoint);
      }
    }
  }

  /** How many leases there are now. */
  public long countLeases() throws BackupException {
    try {
      return LeaseGrpc.newBlockingStub(channel)
          .withDeadlineAfter(COUNT_SECONDS, TimeUnit.SECONDS)
          .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
          .getLeasesCount();
    } catch (StatusRuntimeException e) {
      throw SourceClient.failure(e, "count the leases of " + endpoint);
    }
  }

  /** Reads its snapshot. */
  public SnapshotStream snapshot() {
    return new SnapshotStream(channel, endpoint);
  }

  /** What a stream failed with. */
  static BackupException streamFailure(StatusRuntimeException e, String endpoint, boolean isIdle) {
    if (isIdle) {
      return new BackupException(
          Reason.SOURCE_UNREACHABLE,
          "the member at %s sent nothing of its snapshot for %d seconds: check its disk and the network"
              .formatted(endpoint, SnapshotStream.IDLE_SECONDS),
          e);
    }
    return SourceClient.failure(e, "read the snapshot of " + endpoint);
  }
}
