package io.keelson.node.api;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests to services on generated classes that are no protobuf messages. Left to gRPC,
 * they would end the call before any code of ours, as an unknown error; upstream's clients see an
 * internal one that names the reason.
 */
final class MalformedRequests implements ServerInterceptor {
  private static final String INVALID_UTF8 = "Protocol message had invalid UTF-8.";

  private MalformedRequests() {}

  /** The same service, whose messages are parsed where what fails can be answered. */
  static ServerServiceDefinition answered(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, Marshalling.REQUEST),
        new MalformedRequests());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    return new Listener<>(call, next.startCall(call, metadata));
  }

  private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean isAnswered;

    Listener(ServerCall<Q, ?> call, ServerCall.Listener<Q> service) {
      super(service);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (isAnswered) {
        return;
      }
      try {
        super.onMessage(message);
      } catch (StatusRuntimeException e) {
        @Nullable String problem = problem(e);
        if (problem == null) {
          throw e;
        }
        isAnswered = true;
        boolean isUnary = call.getMethodDescriptor().getType() == MethodType.UNARY;
        call.close(Statuses.malformed(isUnary, problem), new Metadata());
      }
    }

    /** The service has no request to work on, and the call is closed already. */
    @Override
    public void onHalfClose() {
      if (!isAnswered) {
        super.onHalfClose();
      }
    }

    /** What Go's protobuf says, or null if the failure is another. */
    private static @Nullable String problem(StatusRuntimeException failure) {
      if (!(failure.getCause() instanceof InvalidProtocolBufferException cause)) {
        return null;
      }
      return INVALID_UTF8.equals(cause.getMessage())
          ? "string field contains invalid UTF-8"
          : Statuses.INVALID_WIRE_FORMAT;
    }
  }
}
