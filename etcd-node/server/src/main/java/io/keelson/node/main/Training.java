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
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The run that the build makes to record which classes a start needs: a member on loopback ports in
 * a temporary folder, used for a moment. On with the system property {@code keelson.training}.
 */
final class Training {
  private static final int ROUNDS = 1500;
  private static final int LEASES = 100;

  private final int clientPort;

  private Training(int clientPort) {
    this.clientPort = clientPort;
  }

  static boolean isWanted() {
    return Boolean.getBoolean("keelson.training");
  }

  /** The flags of the member to run; its use begins when it answers, and ends the process. */
  static List<String> start() throws IOException {
    Path data = Files.createTempDirectory("keelson-training");
    int clientPort = freePort();
    int peerPort = freePort();
    Thread.ofPlatform().daemon(true).start(() -> new Training(clientPort).run());
    String peer = "http://127.0.0.1:" + peerPort;
    String client = "http://127.0.0.1:" + clientPort;
    return List.of(
        "--data-dir=" + data,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer,
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--log-outputs=" + data.resolve("log"));
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
      MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
      for (String path : List.of("/health", "/readyz", "/version", "/metrics")) {
        get(path);
      }
      status = 0;
    } catch (IOException | RuntimeException e) {
      status = 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
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
    kv.range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setLimit(50).build());
    kv.range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setRevision(50).build());
    kv.range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setCountOnly(true).build());
    kv.rangeStream(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).build())
        .forEachRemaining(chunk -> {});
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(all).setRangeEnd(all).build());
    kv.compact(CompactionRequest.newBuilder().setRevision(100).setPhysical(true).build());
  }

  private static void use(LeaseGrpc.LeaseBlockingStub leases) {
    for (long id = 1; id <= LEASES; id++) {
      leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(60).build());
      leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
      leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + clientPort + path)).build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }
}
