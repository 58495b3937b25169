package io.keelson.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * @param connections TCP connections, each a gRPC channel of its own
 * @param inFlight outstanding requests per connection
 * @param lanes event loop threads; connections are spread over them
 */
record ClientConfig(
    InetSocketAddress address, Trust trust, int connections, int inFlight, int lanes) {
  ClientConfig {
    if (connections < 1 || inFlight < 1 || lanes < 1 || lanes > connections) {
      throw new IllegalArgumentException(
          "need 1 <= lanes <= connections and in-flight >= 1, not lanes %d, connections %d, in-flight %d"
              .formatted(lanes, connections, inFlight));
    }
  }

  ClientConfig withShape(int otherConnections, int otherInFlight) {
    return new ClientConfig(
        address, trust, otherConnections, otherInFlight, Math.min(lanes, otherConnections));
  }

  /** How the server is to be believed. */
  sealed interface Trust {
    record Plaintext() implements Trust {}

    /** TLS without any check of the certificate. */
    record Anyone() implements Trust {}

    record Authority(Path certificateFile) implements Trust {}
  }
}
