package io.keelson.node.api;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.metrics.GrpcMetrics;

/**
 * Where one method's calls are counted.
 *
 * @param method counters
 * @param clock read only if durations are measured
 */
record CallCells(GrpcMetrics.Method method, NanoClock clock) {
  long now() {
    return clock.nanoTime();
  }

  void ended(int code, long startNanos) {
    method.ended(code, method.isTimed() ? clock.nanoTime() - startNanos : 0);
  }
}
