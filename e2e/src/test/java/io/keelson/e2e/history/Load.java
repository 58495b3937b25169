package io.keelson.e2e.history;

import io.keelson.e2e.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Clients that call at the same time, each on a thread of its own. Used by one thread. */
public final class Load implements AutoCloseable {
  private final List<LoadClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Load() {}

  /**
   * Starts them.
   *
   * @param firstNumber of the clients, which must not have been used before with the same store
   * @param ports where each client begins
   * @param limit for each call
   */
  public static Load start(
      int firstNumber, List<Integer> ports, Duration limit, SplittableRandom random) {
    var load = new Load();
    for (int port : ports) {
      int number = firstNumber + load.clients.size();
      var client = new LoadClient(number, port, limit, random.split());
      load.clients.add(client);
      load.threads.add(Thread.ofPlatform().daemon().name("load-" + number).start(client));
    }
    return load;
  }

  /** Has nobody talk to one port any more, but to the others in turn; waits for calls to end. */
  public void moveOff(int port, List<Integer> others, Duration limit) {
    for (int i = 0; i < clients.size(); i++) {
      if (clients.get(i).wantedPort() == port) {
        clients.get(i).moveTo(others.get(i % others.size()));
      }
    }
    awaitMoved(limit);
  }

  /** Spreads the clients over the ports; waits for calls to others to end. */
  public void spread(List<Integer> ports, Duration limit) {
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).moveTo(ports.get(i % ports.size()));
    }
    awaitMoved(limit);
  }

  private void awaitMoved(Duration limit) {
    if (!Await.until(limit, () -> clients.stream().allMatch(LoadClient::hasMoved))) {
      throw new IllegalStateException("a client is still where it was after " + limit);
    }
  }

  /** All calls that returned so far, in no order. */
  public List<Operation> operations() {
    return clients.stream().flatMap(client -> client.operations().stream()).toList();
  }

  /** Ends the clients, waits for the calls under way, and returns all calls. */
  public List<Operation> stop() {
    close();
    return operations();
  }

  @Override
  public void close() {
    clients.forEach(LoadClient::stop);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
