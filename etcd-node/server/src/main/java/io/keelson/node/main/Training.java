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
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * The runs that the build makes to record which classes a start needs: a cluster in this one
 * process, on loopback ports, used for a moment. Its peers and one of its client ports speak TLS.
 * The system property {@code keelson.training} turns it on and names the folder of its data. If
 * there is none yet, the run founds the cluster and ends as if it were killed, so that the next
 * one, the one that is recorded, has logs to apply again: most starts do.
 *
 * <p>What the runs use of clients gets into the record, too, and then costs every start memory and
 * time: hence no more of the JDK's or gRPC's clients than is needed.
 */
final class Training {
  private static final String PROPERTY = "keelson.training";
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 100;
  private static final int LEASES = 100;
  private static final int SNAPSHOTS = 5;
  private static final int PAST_REVISIONS = 50;
  private static final long PATIENCE_SECONDS = 200;
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final Path data;
  private final boolean isFirst;
  private final List<Integer> ports;

  private Training() throws IOException {
    data = Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath();
    isFirst = !Files.exists(data);
    ports = isFirst ? freePorts() : savedPorts();
  }

  static boolean isWanted() {
    return System.getProperty(PROPERTY) != null;
  }

  /** A member knows the others by their ports, so both runs use the same. */
  private List<Integer> savedPorts() throws IOException {
    return Files.readAllLines(portsFile()).stream().map(Integer::valueOf).toList();
  }

  private List<Integer> freePorts() throws IOException {
    List<Integer> free = new ArrayList<>();
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 2 * MEMBERS; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      free.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    Files.createDirectories(data);
    Files.write(portsFile(), free.stream().map(String::valueOf).toList());
    return free;
  }

  private Path portsFile() {
    return data.resolve("ports");
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
    return "https://127.0.0.1:" + ports.get(MEMBERS + member);
  }

  private String clientUrl(int member) {
    return (hasTls(member) ? "https" : "http") + "://127.0.0.1:" + ports.get(member);
  }

  private static boolean hasTls(int member) {
    return member == 1;
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
    if (isFirst) {
      Runtime.getRuntime().halt(0);
    }
    System.exit(0);
  }

  private ManagedChannel channel(int member) throws SSLException {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", ports.get(member));
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
      use(MaintenanceGrpc.newBlockingStub(channel));
    } finally {
      channel.shutdownNow();
    }
  }

  private static void use(KVGrpc.KVBlockingStub kv, int client) {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString key = ByteString.copyFromUtf8("key-" + client + "-" + i);
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
    RangeRequest page = RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setLimit(50).build();
    long revision = kv.range(page).getHeader().getRevision();
    kv.range(page.toBuilder().setRevision(revision - PAST_REVISIONS).build());
    kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setCountOnly(true).build());
    kv.rangeStream(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build())
        .forEachRemaining(chunk -> {});
  }

  private static void cleanUp(ManagedChannel channel) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    long revision =
        kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build())
            .getHeader()
            .getRevision();
    kv.compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
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

  private static void use(MaintenanceGrpc.MaintenanceBlockingStub maintenance) {
    maintenance.status(StatusRequest.getDefaultInstance());
    for (int i = 0; i < SNAPSHOTS; i++) {
      maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(chunk -> {});
    }
  }

  private void get(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(0))) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
