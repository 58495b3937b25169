package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Single calls that the calling thread waits for, on a connection of their own. */
final class OneCall implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofMinutes(20);

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;
  private final Duration atMost;

  OneCall(ServerProcess server) throws IOException {
    this(server, WAIT_MAX);
  }

  /**
   * @param atMost how long each call may take
   */
  OneCall(ServerProcess server, Duration atMost) throws IOException {
    this.atMost = atMost;
    channel = Channels.open(server.client(1, 1, 1), loop);
  }

  /** Throws {@link io.grpc.StatusRuntimeException} if the server refuses. */
  byte[] unary(MethodDescriptor<RequestBuffer, byte[]> method, RequestBuffer request) {
    return ClientCalls.blockingUnaryCall(channel, method, options(), request);
  }

  /** The responses as they come; no more than one waits here. */
  Iterator<byte[]> stream(MethodDescriptor<RequestBuffer, byte[]> method, RequestBuffer request) {
    return ClientCalls.blockingServerStreamingCall(channel, method, options(), request);
  }

  private CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
