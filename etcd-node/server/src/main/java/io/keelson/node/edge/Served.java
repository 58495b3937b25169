package io.keelson.node.edge;

import org.jspecify.annotations.Nullable;

/** What one listener serves: gRPC, HTTP/1.1, or both on the same port. */
public record Served(@Nullable GrpcEndpoint grpc, @Nullable HttpEndpoint http) {
  /** Refuses a listener that serves nothing. */
  public Served {
    if (grpc == null && http == null) {
      throw new IllegalArgumentException("nothing to serve");
    }
  }

  /** Both on one port. */
  public static Served both(GrpcEndpoint grpc, HttpEndpoint http) {
    return new Served(grpc, http);
  }

  /** For a client URL while {@code --listen-client-http-urls} takes the HTTP traffic. */
  public static Served grpcOnly(GrpcEndpoint grpc) {
    return new Served(grpc, null);
  }

  /** For {@code --listen-client-http-urls} and {@code --listen-metrics-urls}. */
  public static Served httpOnly(HttpEndpoint http) {
    return new Served(null, http);
  }
}
