package io.keelson.node.api;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.metrics.GrpcMetrics;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Guards and counts the calls of services that use generated classes. Hot methods do both by
 * themselves.
 */
public final class CallMeter implements ServerInterceptor {
  /** What a member serves that only receives, besides ranges of its own state. */
  private static final Set<String> OF_LEARNERS =
      Set.of("etcdserverpb.Maintenance/Status", "etcdserverpb.Maintenance/Snapshot");

  private final CallGuard guard;
  private final GrpcMetrics metrics;
  private final NanoClock clock;

  /** Counts into {@code grpc_server_*}. */
  public CallMeter(CallGuard guard, GrpcMetrics metrics, NanoClock clock) {
    this.guard = guard;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** A service on generated classes as gRPC wants it. */
  public ServerServiceDefinition serve(BindableService service) {
    return ServerInterceptors.intercept(MalformedRequests.answered(service.bindService()), this);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> descriptor = call.getMethodDescriptor();
    GrpcMetrics.Method method = cells(descriptor);
    method.started.inc();
    long start = clock.nanoTime();
    ServerCall<Q, A> metered =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendMessage(A message) {
            method.sent.inc();
            super.sendMessage(message);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            method.ended(status.getCode().value(), clock.nanoTime() - start);
            super.close(status, trailers);
          }
        };
    boolean isUnary = descriptor.getType() == MethodType.UNARY;
    @Nullable Status refused =
        OF_LEARNERS.contains(descriptor.getFullMethodName())
            ? guard.checkAnywhere(isUnary, metadata)
            : guard.check(isUnary, metadata);
    if (refused != null) {
      metered.close(refused, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(metered, metadata)) {
      @Override
      public void onMessage(Q message) {
        method.received.inc();
        super.onMessage(message);
      }
    };
  }

  private GrpcMetrics.Method cells(MethodDescriptor<?, ?> descriptor) {
    String type =
        switch (descriptor.getType()) {
          case UNARY, UNKNOWN -> "unary";
          case CLIENT_STREAMING -> "client_stream";
          case SERVER_STREAMING -> "server_stream";
          case BIDI_STREAMING -> "bidi_stream";
        };
    return metrics.method(
        type,
        String.valueOf(descriptor.getServiceName()),
        String.valueOf(descriptor.getBareMethodName()));
  }
}
