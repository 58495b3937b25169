package io.keelson.bench;

import io.grpc.MethodDescriptor;

/**
 * The requests of one in-flight position, one after the other; called on its lane's event loop
 * only.
 */
interface Source {
  /** Writes the next request and says which method it is for. */
  MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request);

  /** True when one open stream carries all requests, and one response answers each. */
  default boolean holdsStream() {
    return false;
  }

  /** The response to the last request, which succeeded. */
  default void completed(byte[] response) {}

  /** The last request failed; its effect is unknown. */
  default void failed() {}
}
