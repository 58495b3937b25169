package io.keelson.e2e.kube;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many requests with a few in flight. */
final class Parallel {
  private static final int IN_FLIGHT = 8;

  private Parallel() {}

  /** One request. */
  interface Request {
    void send(int number) throws IOException;
  }

  /** Sends the requests 0 to {@code count} − 1; the first failure is thrown when all have ended. */
  static void send(int count, Request request) throws InterruptedException, ExecutionException {
    var next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(IN_FLIGHT)) {
      for (int i = 0; i < IN_FLIGHT; i++) {
        running.add(
            threads.submit(
                () -> {
                  for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    request.send(n);
                  }
                  return null;
                }));
      }
    }
    for (Future<?> one : running) {
      one.get();
    }
  }
}
