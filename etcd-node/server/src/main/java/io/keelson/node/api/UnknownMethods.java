package io.keelson.node.api;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers calls of services and methods that do not exist, in the words of Go's gRPC. */
public final class UnknownMethods extends HandlerRegistry {
  private final Set<String> services;

  /** Knows which services exist. */
  public UnknownMethods(Set<String> services) {
    this.services = Set.copyOf(services);
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
    int slash = methodName.lastIndexOf('/');
    String service = slash < 0 ? "" : methodName.substring(0, slash);
    String method = methodName.substring(slash + 1);
    Status status =
        Status.UNIMPLEMENTED.withDescription(
            services.contains(service)
                ? "unknown method " + method + " for service " + service
                : "unknown service " + service);
    return ServerMethodDefinition.create(
        Marshalling.method(service, method, MethodType.UNKNOWN),
        (call, metadata) -> {
          call.close(status, new Metadata());
          return new ServerCall.Listener<Bytes>() {};
        });
  }
}
