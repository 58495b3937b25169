package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Clients that demand a leader ({@code hasleader}, as Kubernetes does for its watches) at a member
 * that a partition cuts off, while it follows and while it leads: their calls are refused and their
 * streams end, those of other clients go on and are told later what they missed. {@code
 * -Dsubject=3.7} to check the test against upstream.
 */
@BesideOthers
final class RequireLeaderIT {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
  private static final String NO_LEADER = "UNAVAILABLE: etcdserver: no leader";
  private static final ByteString KEY = ByteString.copyFromUtf8("demanded");

  /** Three looks, one per election timeout of a second, after the leader is given up. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final long TTL_SECONDS = 600;

  /** What a stream was told, and how it ended. */
  private static final class Told<T> implements StreamObserver<T> {
    private final List<T> messages = new ArrayList<>();
    private String end = "";

    @Override
    public synchronized void onNext(T message) {
      messages.add(message);
    }

    @Override
    public synchronized void onError(Throwable cause) {
      end = String.valueOf(cause.getMessage());
    }

    @Override
    public synchronized void onCompleted() {
      end = "completed";
    }

    synchronized List<T> messages() {
      return List.copyOf(messages);
    }

    synchronized String end() {
      return end;
    }

    void awaitAnswer() {
      assertThat(Await.until(LIMIT, () -> !messages().isEmpty())).as("answered, " + end()).isTrue();
    }

    String awaitEnd() {
      assertThat(Await.until(LIMIT, () -> !end().isEmpty())).as("ended").isTrue();
      return end();
    }
  }

  @Test
  void aMemberThatIsCutOff() throws Exception {
    ClusterLayout.of(3, Requires::subject)
        .run(
            cluster -> {
              Member leader = cluster.awaitLeader();
              cutOff(cluster, cluster.followers(leader).getFirst(), "follower");
              cutOff(cluster, cluster.awaitLeader(), "leader");
            });
  }

  private static void cutOff(ClusterProcesses cluster, Member member, String role) {
    Channel plain = member.process().client().channel();
    Channel demanding = demanding(plain);
    long lease =
        LeaseGrpc.newBlockingStub(demanding)
            .withDeadlineAfter(CALL_LIMIT)
            .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(TTL_SECONDS).build())
            .getID();
    put(KVGrpc.newBlockingStub(demanding));
    Told<WatchResponse> demandingWatch = watch(demanding);
    Told<WatchResponse> plainWatch = watch(plain);
    var keepAlive = keepAlive(demanding, lease);
    Member other =
        cluster.members().stream().filter(one -> !one.equals(member)).findFirst().orElseThrow();

    cluster.network().isolate(member.name(), cluster.names());
    assertThat(demandingWatch.awaitEnd()).as("watch, %s", role).isEqualTo(NO_LEADER);
    assertThat(keepAlive.awaitEnd()).as("keep-alive, %s", role).isEqualTo(NO_LEADER);
    assertRefused(() -> serializable(demanding), role);
    assertRefused(() -> put(KVGrpc.newBlockingStub(demanding)), role);
    Told<WatchResponse> refused = watchUnanswered(demanding);
    assertThat(refused.awaitEnd()).as("new watch, %s", role).isEqualTo(NO_LEADER);
    assertThat(refused.messages()).isEmpty();
    serializable(plain);
    assertThat(member.status().orElseThrow().getErrorsList())
        .as("status, %s", role)
        .contains("etcdserver: no leader");
    assertThat(plainWatch.end()).as("watch of a client that does not mind, %s", role).isEmpty();

    long[] missed = {0};
    assertThat(
            Await.until(
                LIMIT,
                () -> {
                  missed[0] = tryPut(KVGrpc.newBlockingStub(other.process().client().channel()));
                  return missed[0] > 0;
                }))
        .as("the others go on without the %s", role)
        .isTrue();
    cluster.network().heal();
    cluster.awaitServing(ClusterProcesses.LIMIT);
    assertThat(Await.until(LIMIT, () -> lastRevision(plainWatch) >= missed[0]))
        .as("told of what it missed, %s: %s", role, plainWatch.end())
        .isTrue();
    serializable(demanding);
    put(KVGrpc.newBlockingStub(demanding));
    Convergence.assertEqualHashes(cluster.members());
  }

  private static long lastRevision(Told<WatchResponse> told) {
    return told.messages().stream()
        .flatMap(response -> response.getEventsList().stream())
        .mapToLong(event -> event.getKv().getModRevision())
        .max()
        .orElse(0);
  }

  private static Channel demanding(Channel channel) {
    var metadata = new Metadata();
    metadata.put(HAS_LEADER, "true");
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static void assertRefused(Runnable call, String role) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(e.getMessage()).as("%s", role).isEqualTo(NO_LEADER);
      return;
    }
    throw new AssertionError("not refused, " + role);
  }

  private static void serializable(Channel channel) {
    var _ =
        KVGrpc.newBlockingStub(channel)
            .withDeadlineAfter(CALL_LIMIT)
            .range(RangeRequest.newBuilder().setKey(KEY).setSerializable(true).build());
  }

  private static long put(KVGrpc.KVBlockingStub kv) {
    return kv.withDeadlineAfter(CALL_LIMIT)
        .put(PutRequest.newBuilder().setKey(KEY).setValue(KEY).build())
        .getHeader()
        .getRevision();
  }

  /** The revision, or 0 when it failed. */
  private static long tryPut(KVGrpc.KVBlockingStub kv) {
    try {
      return put(kv);
    } catch (StatusRuntimeException e) {
      return 0;
    }
  }

  private static Told<WatchResponse> watch(Channel channel) {
    Told<WatchResponse> told = watchUnanswered(channel);
    told.awaitAnswer();
    return told;
  }

  private static Told<WatchResponse> watchUnanswered(Channel channel) {
    Told<WatchResponse> told = new Told<>();
    WatchGrpc.newStub(channel)
        .watch(told)
        .onNext(
            WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                .build());
    return told;
  }

  private static Told<?> keepAlive(Channel channel, long lease) {
    Told<LeaseKeepAliveResponse> told = new Told<>();
    LeaseGrpc.newStub(channel)
        .withDeadlineAfter(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS)
        .leaseKeepAlive(told)
        .onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    told.awaitAnswer();
    return told;
  }
}
