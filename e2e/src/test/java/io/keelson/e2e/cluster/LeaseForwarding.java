package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.keelson.e2e.process.Await;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Only the leader knows how long leases last, so the others ask it on behalf of their clients. */
final class LeaseForwarding {
  private static final long TTL_SECONDS = 300;
  private static final long CALL_SECONDS = 20;

  private LeaseForwarding() {}

  /**
   * Asserts that a lease granted through each member is kept alive and told through every other.
   */
  static void check(ClusterProcesses cluster) {
    for (Member granter : cluster.members()) {
      long id = grant(granter);
      for (Member member : cluster.members()) {
        long[] renewed = {-1};
        boolean isRenewed =
            Await.until(
                ClusterProcesses.LIMIT,
                () -> {
                  try {
                    renewed[0] = keepAlive(member, id);
                    return true;
                  } catch (CompletionException e) {
                    return false; // a leader just elected
                  }
                });
        assertThat(isRenewed).as("lease kept alive through %s", member).isTrue();
        assertThat(renewed[0]).as("time to live through %s", member).isEqualTo(TTL_SECONDS);
        LeaseTimeToLiveResponse left =
            stub(member).leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).build());
        assertThat(left.getGrantedTTL()).as("granted, by %s", member).isEqualTo(TTL_SECONDS);
        assertThat(left.getTTL()).as("left, by %s", member).isBetween(1L, TTL_SECONDS);
      }
      var _ = stub(granter).leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
    }
  }

  private static long grant(Member member) {
    long[] id = {0};
    boolean isGranted =
        Await.until(
            ClusterProcesses.LIMIT,
            () -> {
              try {
                id[0] =
                    stub(member)
                        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(TTL_SECONDS).build())
                        .getID();
                return true;
              } catch (StatusRuntimeException e) {
                return false; // a leader just elected
              }
            });
    assertThat(isGranted).as("lease granted by %s", member).isTrue();
    return id[0];
  }

  private static LeaseGrpc.LeaseBlockingStub stub(Member member) {
    return LeaseGrpc.newBlockingStub(member.process().client().channel())
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** The time to live that was answered, in seconds. */
  private static long keepAlive(Member member, long id) {
    var answer = new CompletableFuture<Long>();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(member.process().client().channel())
            .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .leaseKeepAlive(
                new StreamObserver<>() {
                  @Override
                  public void onNext(LeaseKeepAliveResponse response) {
                    answer.complete(response.getTTL());
                  }

                  @Override
                  public void onError(Throwable cause) {
                    answer.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new IllegalStateException("no answer"));
                  }
                });
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    long renewed = answer.join();
    requests.onCompleted();
    return renewed;
  }
}
