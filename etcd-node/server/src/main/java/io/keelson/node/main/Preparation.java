package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.edge.ClientListener;
import io.keelson.node.edge.EventLoops;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens the event loops, then loads what the listeners are made of, on a thread of its own while
 * the configuration's consequences are drawn and the store is opened: on two cores a start gets
 * shorter by that time.
 */
final class Preparation {
  private final FutureTask<EventLoops> loops;
  private final FutureTask<EventLoops> listeners;

  private Preparation(int loopCount, FatalHandler fatalHandler) {
    loops = new FutureTask<>(() -> open(loopCount, fatalHandler));
    listeners = new FutureTask<>(() -> prepare(loops.get()));
  }

  /** Memory for buffers that is exhausted is fatal. */
  static Preparation start(int loopCount, FatalHandler fatalHandler) {
    Preparation preparation = new Preparation(loopCount, fatalHandler);
    Thread.ofPlatform().name("preparation").daemon(true).start(preparation::run);
    return preparation;
  }

  private void run() {
    loops.run();
    listeners.run();
  }

  private static EventLoops open(int loopCount, FatalHandler fatalHandler) {
    return EventLoops.open(loopCount, error -> fatalHandler.fatal("memory for buffers", error));
  }

  private static EventLoops prepare(EventLoops loops) throws IOException {
    ClientListener.prepare(loops);
    return loops;
  }

  /** The loops, as soon as they are open. */
  EventLoops loops() throws InterruptedException, IOException {
    return get(loops);
  }

  /** Waits until listeners can be opened without delay. */
  void awaitListeners() throws InterruptedException, IOException {
    get(listeners);
  }

  private static EventLoops get(FutureTask<EventLoops> task)
      throws InterruptedException, IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot prepare the listeners: " + e.getCause(), e);
    }
  }
}
