package io.keelson.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.keelson.node.agent.Latest;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.proto.etcdserverpb.DowngradeRequest;
import io.keelson.proto.etcdserverpb.DowngradeResponse;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is no message gets upstream's answer from every kind of method, and is counted. */
final class MalformedRequestsTest {
  /** A field of length 127 of which nothing follows. */
  private static final byte[] CUT = {0x0a, 0x7f};

  /** {@code DowngradeRequest.version} as one byte that is no UTF-8. */
  private static final byte[] BAD_TEXT = {0x12, 0x01, (byte) 0xff};

  private final NodeMetrics metrics =
      new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.1", "java", false, false));
  private final Server server;
  private final ManagedChannel channel;

  MalformedRequestsTest() throws IOException {
    Latest<ReplicaStatus> status = new Latest<>(ReplicaStatus.UNKNOWN);
    CallGuard guard =
        new CallGuard(status, () -> false, metrics.requests.clientRequests, new LeaderLoss(status));
    CallMeter meter = new CallMeter(guard, metrics.grpc, () -> 0);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(meter.serve(new Hashes()))
            .addService(meter.serve(new Watches()))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static final class Hashes extends MaintenanceGrpc.MaintenanceImplBase {
    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
      observer.onNext(HashKVResponse.newBuilder().setHash((int) request.getRevision()).build());
      observer.onCompleted();
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
      observer.onNext(DowngradeResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private static final class Watches extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          observer.onNext(WatchResponse.getDefaultInstance());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          observer.onCompleted();
        }
      };
    }
  }

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
    return MethodDescriptor.newBuilder(BYTES, BYTES).setType(type).setFullMethodName(name).build();
  }

  private Status failure(MethodDescriptor<byte[], byte[]> method, byte[] message) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              Iterator<byte[]> answers =
                  ClientCalls.blockingServerStreamingCall(
                      channel, method, CallOptions.DEFAULT, message);
              answers.forEachRemaining(answer -> {});
            });
    return failure.getStatus();
  }

  private Status unary(String name, byte[] message) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, method(MethodType.UNARY, name), CallOptions.DEFAULT, message));
    return failure.getStatus();
  }

  private String scrape() throws IOException {
    StringBuilder text = new StringBuilder();
    metrics.registry().write(text);
    return text.toString();
  }

  @Test
  void unary() throws IOException {
    Status status = unary("etcdserverpb.Maintenance/HashKV", CUT);
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription())
        .isEqualTo(
            "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data");
    assertThat(scrape())
        .contains(
            "grpc_server_handled_total{grpc_code=\"Internal\",grpc_method=\"HashKV\","
                + "grpc_service=\"etcdserverpb.Maintenance\",grpc_type=\"unary\"} 1")
        .contains(
            "etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"unary\"} 1");
  }

  @Test
  void textThatIsNoUtf8() {
    Status status = unary("etcdserverpb.Maintenance/Downgrade", BAD_TEXT);
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription())
        .isEqualTo("grpc: error unmarshalling request: string field contains invalid UTF-8");
  }

  @Test
  void serverStream() {
    Status status =
        failure(method(MethodType.SERVER_STREAMING, "etcdserverpb.Maintenance/Snapshot"), CUT);
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void bothWays() {
    Status status = failure(method(MethodType.SERVER_STREAMING, "etcdserverpb.Watch/Watch"), CUT);
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription())
        .isEqualTo(
            "grpc: failed to unmarshal the received message:"
                + " proto: cannot parse invalid wire-format data");
  }

  @Test
  void goodRequestsPass() {
    byte[] request = HashKVRequest.newBuilder().setRevision(5).build().toByteArray();
    MethodDescriptor<byte[], byte[]> hash =
        method(MethodType.UNARY, "etcdserverpb.Maintenance/HashKV");
    byte[] answer = ClientCalls.blockingUnaryCall(channel, hash, CallOptions.DEFAULT, request);
    assertThat(answer).isEqualTo(HashKVResponse.newBuilder().setHash(5).build().toByteArray());
    BindableService service = new Hashes();
    assertThat(MalformedRequests.answered(service.bindService()).getMethods())
        .hasSameSizeAs(service.bindService().getMethods());
  }
}
