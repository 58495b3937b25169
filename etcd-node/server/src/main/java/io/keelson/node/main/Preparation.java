package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
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

  private Preparation(int loopCount, FatalHandler fatalHandler) {
    task = new FutureTask<>(() -> prepare(loopCount, fatalHandler));
  }

  /** Memory for buffers that is exhausted is fatal. */
  static Preparation start(int loopCount, FatalHandler fatalHandler) {
    Preparation preparation = new Preparation(loopCount, fatalHandler);
    Thread.ofPlatform().name("preparation").daemon(true).start(preparation.task);
    return preparation;
  }

  private static EventLoops prepare(int loopCount, FatalHandler fatalHandler) throws IOException {
    EventLoops loops =
        EventLoops.open(loopCount, error -> fatalHandler.fatal("memory for buffers", error));
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
