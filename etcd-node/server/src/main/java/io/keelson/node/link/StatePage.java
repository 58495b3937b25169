package io.keelson.node.link;

import java.io.IOException;

/** The other side of {@link StateSource}: what this member sends. */
@FunctionalInterface
public interface StatePage {
  /**
   * The state machine as it is now, for the answer 200 with its size as {@code Content-Length} and
   * the type {@code application/octet-stream}. May block; any thread.
   *
   * @return a body that the caller closes
   * @throws IOException if it cannot be sent now, for the answer 503
   */
  SnapshotBody open() throws IOException;
}
