package io.keelson.node.main;

import io.keelson.node.edge.ClientListener;
import io.keelson.node.edge.EventLoops;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens the event loops and loads what the listeners are made of on a thread of its own, while the
 * store is opened: on two cores a start gets shorter by that time.
 */
final class Preparation {
  private final FutureTask<EventLoops> task;

  private Preparation(int loopCount) {
    task = new FutureTask<>(() -> prepare(loopCount));
  }

  static Preparation start(int loopCount) {
    Preparation preparation = new Preparation(loopCount);
    Thread.ofPlatform().name("preparation").daemon(true).start(preparation.task);
    return preparation;
  }

  private static EventLoops prepare(int loopCount) throws IOException {
    EventLoops loops = EventLoops.open(loopCount);
    ClientListener.prepare(loops);
    return loops;
  }

  /** The loops, as soon as they are open. */
  EventLoops loops() throws InterruptedException, IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot prepare the listeners: " + e.getCause(), e);
    }
  }
}
