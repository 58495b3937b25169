package io.keelson.node.main;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
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
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The run that the build makes to record which classes a start needs and how methods are used: a
 * cluster in this one process, on loopback ports and in temporary folders, used for a moment. Its
 * peers and one of its client ports speak TLS. On with the system property {@code
 * keelson.training}.
 */
final class Training {
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 400;
  private static final int LEASES = 100;
  private static final long PATIENCE_SECONDS = 60;
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final List<Integer> clientPorts = new ArrayList<>();
  private final List<Integer> peerPorts = new ArrayList<>();
  private final Path data;

  private Training() throws IOException {
    data = Files.createTempDirectory("keelson-training");
    for (int i = 0; i < MEMBERS; i++) {
      clientPorts.add(freePort());
      peerPorts.add(freePort());
    }
  }

  static boolean isWanted() {
    return Boolean.getBoolean("keelson.training");
  }

  /** A program that is given its flags and does not return. */
  @FunctionalInterface
  interface Program {
    /** Runs. */
    void run(List<String> flags) throws IOException;
  }

  /** Runs a cluster of the program, uses it, and ends the process. */
  static void run(Program member) throws IOException {
    Training training = new Training();
    for (int i = 0; i < MEMBERS; i++) {
      List<String> flags = training.flags(i);
      start(() -> member.run(flags));
    }
    start(training::use);
  }

  /** Work on a thread of its own. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException | RuntimeException e) {
                System.err.println("the training run failed: " + e + " " + e.getCause());
                System.exit(1);
              }
            });
  }

  private List<String> flags(int member) {
    StringBuilder cluster = new StringBuilder();
    for (int i = 0; i < MEMBERS; i++) {
      cluster.append(i == 0 ? "" : ",").append('m').append(i).append('=').append(peerUrl(i));
    }
    String client = clientUrl(member);
    return List.of(
        "--name=m" + member,
        "--data-dir=" + data.resolve("m" + member),
        "--listen-peer-urls=" + peerUrl(member),
        "--initial-advertise-peer-urls=" + peerUrl(member),
        "--initial-cluster=" + cluster,
        "--peer-auto-tls",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--auto-tls",
        "--log-outputs=" + data.resolve("log" + member));
  }

  private String peerUrl(int member) {
    return "https://127.0.0.1:" + peerPorts.get(member);
  }

  private String clientUrl(int member) {
    return (hasTls(member) ? "https" : "http") + "://127.0.0.1:" + clientPorts.get(member);
  }

  private static boolean hasTls(int member) {
    return member == 1;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void use() throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> uses = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        ManagedChannel channel = channel(i % MEMBERS);
        uses.add(clients.submit(() -> use(channel, client)));
      }
      for (Future<?> use : uses) {
        use.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a client failed", e);
    }
    cleanUp(channel(0));
    for (String path : List.of("/health", "/readyz", "/version", "/metrics")) {
      get(path);
    }
    System.exit(0);
  }

  private ManagedChannel channel(int member) throws SSLException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress("127.0.0.1", clientPorts.get(member));
    return hasTls(member)
        ? builder
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build())
            .build()
        : builder.usePlaintext().build();
  }

  private static void use(ManagedChannel channel, int client) {
    try {
      use(KVGrpc.newBlockingStub(channel).withWaitForReady(), client);
      use(LeaseGrpc.newBlockingStub(channel), client);
      MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private static void use(KVGrpc.KVBlockingStub kv, int client) {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString key = ByteString.copyFromUtf8("key-" + client + "-" + i % 100);
      PutRequest put = PutRequest.newBuilder().setKey(key).setValue(key).build();
      kv.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS).put(put);
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
    kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setLimit(50).build());
    kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setRevision(50).build());
    kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setCountOnly(true).build());
    kv.rangeStream(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build())
        .forEachRemaining(chunk -> {});
  }

  private static void cleanUp(ManagedChannel channel) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build());
    kv.compact(CompactionRequest.newBuilder().setRevision(100).setPhysical(true).build());
    channel.shutdownNow();
  }

  private static void use(LeaseGrpc.LeaseBlockingStub leases, int client) {
    for (int i = 1; i <= LEASES; i++) {
      long id = (long) client * LEASES + i;
      leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(60).build());
      leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
      leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(clientUrl(0) + path)).build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }
}
