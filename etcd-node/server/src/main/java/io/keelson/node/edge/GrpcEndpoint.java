package io.keelson.node.edge;

import io.grpc.HandlerRegistry;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener serves over gRPC. All of it runs on the connection's event loop and must not
 * block.
 *
 * @param fallback asked for methods of no listed service
 */
public record GrpcEndpoint(
    List<ServerServiceDefinition> services,
    @Nullable HandlerRegistry fallback,
    List<ServerStreamTracer.Factory> tracers) {
  /** Copies the lists. */
  public GrpcEndpoint {
    services = List.copyOf(services);
    tracers = List.copyOf(tracers);
  }

  /** Services only. */
  public static GrpcEndpoint of(List<ServerServiceDefinition> services) {
    return new GrpcEndpoint(services, null, List.of());
  }
}
