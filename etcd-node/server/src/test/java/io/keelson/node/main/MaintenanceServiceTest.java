package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MinorVersion;
import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmRequest.AlarmAction;
import io.keelson.proto.etcdserverpb.AlarmType;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.DowngradeRequest;
import io.keelson.proto.etcdserverpb.DowngradeRequest.DowngradeAction;
import io.keelson.proto.etcdserverpb.HashRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The maintenance service of a member in this process, with upstream's answers. */
final class MaintenanceServiceTest {
  private static final String NO_SPACE =
      "RESOURCE_EXHAUSTED: etcdserver: mvcc: database space exceeded";
  private static final ByteString KEY = ByteString.copyFromUtf8("key");
  private static final int VALUE_BYTES = 1 << 20;
  private static final int QUOTA_PUTS_MAX = 16;

  @TempDir Path directory;
  private TestNode node;
  private KVGrpc.KVBlockingStub kv;
  private LeaseGrpc.LeaseBlockingStub leases;
  private MaintenanceGrpc.MaintenanceBlockingStub maintenance;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory, "--quota-backend-bytes=16777216");
    connect();
  }

  private void connect() {
    kv = KVGrpc.newBlockingStub(node.channel());
    leases = LeaseGrpc.newBlockingStub(node.channel());
    maintenance = MaintenanceGrpc.newBlockingStub(node.channel());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private void put(int bytes) {
    kv.put(
        PutRequest.newBuilder().setKey(KEY).setValue(ByteString.copyFrom(new byte[bytes])).build());
  }

  private List<AlarmMember> alarm(AlarmAction action, long member, AlarmType type) {
    return maintenance
        .alarm(
            AlarmRequest.newBuilder().setAction(action).setMemberID(member).setAlarm(type).build())
        .getAlarmsList();
  }

  private StatusResponse status() {
    return maintenance.status(StatusRequest.getDefaultInstance());
  }

  private String downgrade(DowngradeAction action, String version) {
    return maintenance
        .downgrade(DowngradeRequest.newBuilder().setAction(action).setVersion(version).build())
        .getVersion();
  }

  private static void fails(Runnable call, String text) {
    assertThatThrownBy(call::run).isInstanceOf(StatusRuntimeException.class).hasMessage(text);
  }

  private void fillUp() {
    int puts = 0;
    try {
      while (puts < QUOTA_PUTS_MAX) {
        put(VALUE_BYTES);
        puts++;
      }
    } catch (StatusRuntimeException e) {
      assertThat(e).hasMessage(NO_SPACE);
    }
    assertThat(puts).isBetween(1, QUOTA_PUTS_MAX - 1);
  }

  @Test
  void fullStoreRaisesTheAlarmWhichOutlivesAStart() throws Exception {
    fillUp();
    AlarmMember raised =
        AlarmMember.newBuilder().setMemberID(1).setAlarm(AlarmType.NOSPACE).build();
    assertThat(alarm(AlarmAction.GET, 0, AlarmType.NONE)).containsExactly(raised);
    assertThat(status().getErrorsList()).containsExactly("memberID:1 alarm:NOSPACE");
    assertThat(node.node.engine().sizeBytes()).isLessThan((16 + 2) << 20);
    node.close();
    node = TestNode.start(directory, "--quota-backend-bytes=16777216");
    connect();
    fails(() -> put(1), NO_SPACE);
    fails(() -> leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(9).build()), NO_SPACE);
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(KEY).build());
    kv.compact(
        CompactionRequest.newBuilder()
            .setRevision(status().getHeader().getRevision())
            .setPhysical(true)
            .build());
    assertThat(maintenance.defragment(DefragmentRequest.getDefaultInstance()).hasHeader())
        .isFalse();
    assertThat(alarm(AlarmAction.DEACTIVATE, 1, AlarmType.NOSPACE)).containsExactly(raised);
    put(1);
    assertThat(status().getErrorsList()).isEmpty();
  }

  @Test
  void corruptClusterRefusesChanges() {
    alarm(AlarmAction.ACTIVATE, 1, AlarmType.CORRUPT);
    fails(() -> put(1), "DATA_LOSS: etcdserver: corrupt cluster");
    fails(
        () -> leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(9).build()),
        "DATA_LOSS: etcdserver: corrupt cluster");
    alarm(AlarmAction.DEACTIVATE, 1, AlarmType.CORRUPT);
    put(1);
  }

  @Test
  void hashFollowsTheData() {
    put(1);
    int before = hash();
    assertThat(hash()).isEqualTo(before);
    put(2);
    assertThat(hash()).isNotEqualTo(before);
  }

  private int hash() {
    return maintenance.hash(HashRequest.getDefaultInstance()).getHash();
  }

  @Test
  void leaderIsMovedToItselfOnly() {
    maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(1).build());
    fails(
        () -> maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(2).build()),
        "FAILED_PRECONDITION: etcdserver: bad leader transferee");
  }

  @Test
  void downgrades() throws Exception {
    fails(
        () -> downgrade(DowngradeAction.VALIDATE, "3.6"),
        "FAILED_PRECONDITION: etcdserver: cluster version not found during downgrade");
    agree();
    assertThat(downgrade(DowngradeAction.VALIDATE, "3.6.4")).isEqualTo("3.7");
    fails(
        () -> downgrade(DowngradeAction.VALIDATE, "abc"),
        "INVALID_ARGUMENT: etcdserver: wrong downgrade target version format");
    fails(
        () -> downgrade(DowngradeAction.ENABLE, "3.5"),
        "INVALID_ARGUMENT: etcdserver: invalid downgrade target version");
    assertThat(downgrade(DowngradeAction.CANCEL, "")).isEqualTo("3.7");
    assertThat(downgrade(DowngradeAction.ENABLE, "3.6")).isEqualTo("3.7");
    fails(
        () -> downgrade(DowngradeAction.ENABLE, "3.6"),
        "FAILED_PRECONDITION: etcdserver: cluster has a downgrade job in progress");
    assertThat(status().getDowngradeInfo().getEnabled()).isTrue();
    assertThat(status().getDowngradeInfo().getTargetVersion()).isEqualTo("3.6.0");
    agree();
    assertThat(status().getStorageVersion()).isEqualTo("3.6.0");
    assertThat(downgrade(DowngradeAction.CANCEL, "")).isEqualTo("3.6");
    agree();
    assertThat(status().getStorageVersion()).isEqualTo("3.7.0");
    assertThat(status().getDowngradeInfo().getEnabled()).isFalse();
  }

  /** What the leader does every four seconds. */
  private void agree() throws InterruptedException {
    CountDownLatch agreed = new CountDownLatch(1);
    new VersionMonitor(
            node.node,
            new MemberPages(Network.none().calls(), Logger.silent()),
            new MinorVersion(3, 7),
            Logger.silent())
        .look(agreed::countDown);
    assertThat(agreed.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
