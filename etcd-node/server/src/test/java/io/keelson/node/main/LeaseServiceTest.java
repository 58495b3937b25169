package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantResponse;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseStatus;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease service of a member in this process, with upstream's answers. */
final class LeaseServiceTest {
  private static final long TIMEOUT_SECONDS = 20;

  @TempDir Path directory;
  private TestNode node;
  private LeaseGrpc.LeaseBlockingStub leases;
  private KVGrpc.KVBlockingStub kv;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory);
    leases = LeaseGrpc.newBlockingStub(node.channel());
    kv = KVGrpc.newBlockingStub(node.channel());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  /** Grants a lease whose time runs: it begins a moment after the client has heard of it. */
  private LeaseGrantResponse grant(long id, long ttl) {
    var before = node.metrics.lease.granted.value();
    LeaseGrantResponse response =
        leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (node.metrics.lease.granted.value() == before) {
      assertThat(System.nanoTime()).as("the lease is timed by now").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return response;
  }

  private long revoke(long id) {
    return leases
        .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build())
        .getHeader()
        .getRevision();
  }

  private long put(String key, long lease) {
    return kv.put(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8("v"))
                .setLease(lease)
                .build())
        .getHeader()
        .getRevision();
  }

  private RangeResponse all() {
    ByteString zero = ByteString.copyFrom(new byte[1]);
    return kv.range(RangeRequest.newBuilder().setKey(zero).setRangeEnd(zero).build());
  }

  private LeaseTimeToLiveResponse timeToLive(long id) {
    return leases.leaseTimeToLive(
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
  }

  private List<String> keys(long id) {
    return timeToLive(id).getKeysList().stream().map(ByteString::toStringUtf8).toList();
  }

  private static void fails(Runnable call, String text) {
    assertThatThrownBy(call::run).isInstanceOf(StatusRuntimeException.class).hasMessage(text);
  }

  @Test
  void grants() {
    LeaseGrantResponse drawn = grant(0, 100);
    assertThat(drawn.getID()).isPositive();
    assertThat(drawn.getTTL()).isEqualTo(100);
    assertThat(drawn.getHeader().getRevision()).isEqualTo(1);
    assertThat(grant(0, -5).getTTL()).isEqualTo(2);
    assertThat(grant(-7, 9_000_000_000L).getID()).isEqualTo(-7);
    fails(() -> grant(-7, 5), "FAILED_PRECONDITION: etcdserver: lease already exists");
    fails(() -> grant(8, 9_000_000_001L), "OUT_OF_RANGE: etcdserver: too large lease TTL");
    assertThat(node.metrics.lease.granted.value()).isEqualTo(3);
  }

  @Test
  void attachesAndRevokes() {
    fails(() -> put("a", 7), "NOT_FOUND: etcdserver: requested lease not found");
    grant(7, 100);
    grant(8, 50);
    put("b", 7);
    put("a", 7);
    put("c", 8);
    put("d", 0);
    assertThat(keys(7)).containsExactly("a", "b");
    assertThat(all().getKvs(0).getLease()).isEqualTo(7);
    put("b", 8);
    assertThat(keys(7)).containsExactly("a");
    assertThat(keys(8)).containsExactly("b", "c");
    put("c", 0);
    assertThat(keys(8)).containsExactly("b");
    assertThat(revoke(7)).isEqualTo(8);
    assertThat(keys(7)).isEmpty();
    assertThat(all().getCount()).isEqualTo(3);
    grant(9, 10);
    assertThat(revoke(9)).isEqualTo(8);
    fails(() -> revoke(7), "NOT_FOUND: etcdserver: requested lease not found");
  }

  @Test
  void tellsTimes() {
    LeaseTimeToLiveResponse none = timeToLive(7);
    assertThat(none.getID()).isEqualTo(7);
    assertThat(none.getTTL()).isEqualTo(-1);
    assertThat(none.getGrantedTTL()).isZero();
    grant(7, 100);
    grant(-1, 50);
    grant(3, 75);
    node.skipSeconds(10);
    LeaseTimeToLiveResponse times = timeToLive(7);
    assertThat(times.getGrantedTTL()).isEqualTo(100);
    assertThat(times.getTTL()).isBetween(50L, 90L);
    assertThat(leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesList())
        .extracting(LeaseStatus::getID)
        .containsExactly(-1L, 3L, 7L);
  }

  @Test
  void expires() throws InterruptedException {
    grant(7, 100);
    grant(8, 1000);
    put("a", 7);
    put("b", 7);
    put("c", 8);
    node.skipSeconds(99);
    assertThat(all().getCount()).isEqualTo(3);
    node.skipSeconds(2);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (all().getCount() > 1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(all().getHeader().getRevision()).isEqualTo(5);
    assertThat(all().getKvsList())
        .extracting(one -> one.getKey().toStringUtf8())
        .containsExactly("c");
    assertThat(timeToLive(7).getTTL()).isEqualTo(-1);
  }

  /** Answers to one stream. */
  private static final class Answers implements StreamObserver<LeaseKeepAliveResponse> {
    final BlockingQueue<LeaseKeepAliveResponse> all = new LinkedBlockingQueue<>();
    final BlockingQueue<String> end = new LinkedBlockingQueue<>();

    @Override
    public void onNext(LeaseKeepAliveResponse answer) {
      all.add(answer);
    }

    @Override
    public void onError(Throwable error) {
      end.add(String.valueOf(error.getMessage()));
    }

    @Override
    public void onCompleted() {
      end.add("OK");
    }

    LeaseKeepAliveResponse next() throws InterruptedException {
      LeaseKeepAliveResponse answer = all.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      return answer;
    }
  }

  private static LeaseKeepAliveRequest keepAlive(long id) {
    return LeaseKeepAliveRequest.newBuilder().setID(id).build();
  }

  @Test
  void keepsAlive() throws InterruptedException {
    grant(7, 100);
    Answers answers = new Answers();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(node.channel()).leaseKeepAlive(answers);
    node.skipSeconds(60);
    requests.onNext(keepAlive(7));
    requests.onNext(keepAlive(8));
    requests.onNext(keepAlive(0));
    LeaseKeepAliveResponse renewed = answers.next();
    assertThat(renewed.getTTL()).isEqualTo(100);
    assertThat(renewed.getID()).isEqualTo(7);
    assertThat(renewed.getHeader().getRevision()).isEqualTo(1);
    assertThat(renewed.getHeader().getRaftTerm()).isPositive();
    assertThat(answers.next().getTTL()).isZero();
    assertThat(answers.next().getID()).isZero();
    node.skipSeconds(60);
    assertThat(timeToLive(7).getTTL()).isPositive();
    requests.onCompleted();
    assertThat(answers.end.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("OK");
    assertThat(node.metrics.lease.renewed.value()).isEqualTo(1);
  }

  @Test
  void lateKeepAliveHearsOfTheEnd() throws InterruptedException {
    grant(7, 100);
    Answers answers = new Answers();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(node.channel()).leaseKeepAlive(answers);
    node.skipSeconds(101);
    requests.onNext(keepAlive(7));
    requests.onCompleted();
    LeaseKeepAliveResponse late = answers.next();
    assertThat(late.getTTL()).isZero();
    assertThat(late.getID()).isEqualTo(7);
    assertThat(answers.end.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("OK");
  }

  @Test
  void keepsManyAliveOnOneStream() throws InterruptedException {
    int count = 5000;
    List<Long> expected = new ArrayList<>();
    Answers answers = new Answers();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(node.channel()).leaseKeepAlive(answers);
    for (long id = 1; id <= 20; id++) {
      grant(id, 100);
    }
    for (int i = 0; i < count; i++) {
      long id = 1L + i % 20;
      requests.onNext(keepAlive(id));
      expected.add(id);
    }
    requests.onCompleted();
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(answers.next().getID());
    }
    assertThat(found).isEqualTo(expected);
    assertThat(answers.end.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo("OK");
  }

  @Test
  void survivesARestart() throws Exception {
    grant(7, 100);
    grant(8, 50);
    put("a", 7);
    put("b", 7);
    put("b", 8);
    revoke(8);
    node.skipSeconds(90);
    node.close();
    start();
    LeaseTimeToLiveResponse times = timeToLive(7);
    assertThat(times.getGrantedTTL()).isEqualTo(100);
    // All of it again, and an election.
    assertThat(times.getTTL()).isBetween(80L, 101L);
    assertThat(keys(7)).containsExactly("a");
    assertThat(timeToLive(8).getTTL()).isEqualTo(-1);
    fails(() -> grant(7, 5), "FAILED_PRECONDITION: etcdserver: lease already exists");
  }
}
