package io.keelson.e2e.process;

import com.google.protobuf.ByteString;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection to one server. */
public final class EtcdClient implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

  private final ManagedChannel channel;

  public EtcdClient(int port) {
    this(port, InsecureChannelCredentials.create());
  }

  public EtcdClient(int port, ChannelCredentials credentials) {
    channel =
        NettyChannelBuilder.forAddress(FreePorts.loopback(port), credentials)
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  public ManagedChannel channel() {
    return channel;
  }

  public KVGrpc.KVBlockingStub kv() {
    return kv(CALL_LIMIT);
  }

  public KVGrpc.KVBlockingStub kv(Duration limit) {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(limit);
  }

  public MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
    return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_LIMIT);
  }

  /** Whether a linearizable read of an absent key is answered within the limit. */
  public boolean answers(Duration limit) {
    var request = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("ready?"));
    try {
      kv(limit).range(request.build());
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        channel.resetConnectBackoff();
      }
      return false;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("channel still open after 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
