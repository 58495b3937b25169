package io.keelson.node.main;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.Compare;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The runs that the build makes to record which classes a start needs: a member on loopback ports,
 * used for a moment. The system property {@code keelson.training} turns it on and names the data
 * directory. If there is none yet, the run founds it and ends as if it were killed, so that the
 * next one, the one that is recorded, has a log to apply again: most starts do.
 *
 * <p>What the runs use of clients gets into the record, too, and then costs every start memory and
 * time: hence no more of the JDK's or gRPC's clients than is needed.
 */
final class Training {
  private static final int ROUNDS = 1500;
  private static final int LEASES = 100;
  private static final int SNAPSHOTS = 5;

  private static final String PROPERTY = "keelson.training";

  private final int clientPort;
  private final boolean isFirst;

  private Training(int clientPort, boolean isFirst) {
    this.clientPort = clientPort;
    this.isFirst = isFirst;
  }

  static boolean isWanted() {
    return System.getProperty(PROPERTY) != null;
  }

  /** The flags of the member to run; its use begins when it answers, and ends the process. */
  static List<String> start() throws IOException {
    Path data = Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath();
    boolean isFirst = !Files.exists(data.resolve("member"));
    int clientPort = freePort();
    int peerPort = freePort();
    Thread.ofPlatform().daemon(true).start(() -> new Training(clientPort, isFirst).run());
    String peer = "http://127.0.0.1:" + peerPort;
    String client = "http://127.0.0.1:" + clientPort;
    return List.of(
        "--data-dir=" + data,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer,
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--log-outputs=" + data.resolveSibling("training.log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", clientPort).usePlaintext().build();
    int status = 1;
    try {
      use(KVGrpc.newBlockingStub(channel).withWaitForReady());
      use(LeaseGrpc.newBlockingStub(channel));
      use(MaintenanceGrpc.newBlockingStub(channel));
      for (String path : List.of("/health", "/readyz", "/version", "/metrics")) {
        get(path);
      }
      status = 0;
    } catch (IOException | RuntimeException e) {
      status = 1;
    } finally {
      if (isFirst) {
        Runtime.getRuntime().halt(status);
      }
      channel.shutdownNow();
      System.exit(status);
    }
  }

  private static void use(KVGrpc.KVBlockingStub kv) {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString key = ByteString.copyFromUtf8("key-" + i % 100);
      PutRequest put = PutRequest.newBuilder().setKey(key).setValue(key).setPrevKv(true).build();
      kv.put(put);
      kv.range(RangeRequest.newBuilder().setKey(key).build());
      kv.txn(
          TxnRequest.newBuilder()
              .addCompare(
                  Compare.newBuilder()
                      .setKey(key)
                      .setTarget(Compare.CompareTarget.MOD)
                      .setModRevision(i))
              .addSuccess(RequestOp.newBuilder().setRequestPut(put))
              .addFailure(
                  RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)))
              .build());
    }
    ByteString all = ByteString.copyFrom(new byte[] {0});
    long revision =
        kv.range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setLimit(50).build())
            .getHeader()
            .getRevision();
    kv.range(
        RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setRevision(revision - 50).build());
    kv.range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setCountOnly(true).build());
    kv.rangeStream(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).build())
        .forEachRemaining(chunk -> {});
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(all).setRangeEnd(all).build());
    kv.compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  private static void use(LeaseGrpc.LeaseBlockingStub leases) {
    for (long id = 1; id <= LEASES; id++) {
      leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(60).build());
      leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
      leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
    }
  }

  private static void use(MaintenanceGrpc.MaintenanceBlockingStub maintenance) {
    maintenance.status(StatusRequest.getDefaultInstance());
    for (int i = 0; i < SNAPSHOTS; i++) {
      maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(chunk -> {});
    }
  }

  private void get(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clientPort)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
