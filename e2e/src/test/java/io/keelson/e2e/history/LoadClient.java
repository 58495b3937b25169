package io.keelson.e2e.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One client: puts, reads, deletes and compares on a few shared keys, one call after the other, and
 * writes down what it was told. Those with odd numbers only read, since a client that waits for a
 * write would not notice how old the reads are that it could get meanwhile. It talks to one member
 * and can be moved to another.
 */
final class LoadClient implements Runnable {
  private static final int KEYS = 5;
  private static final long PAUSE_MILLIS = 2;
  private static final long FAILED_PAUSE_MILLIS = 50;

  private final int number;
  private final boolean isReader;
  private final SplittableRandom random;
  private final Duration limit;
  private final Map<String, Long> known = new HashMap<>();
  private final List<Operation> operations = new ArrayList<>();
  private int values;
  private int wantedPort;
  private int usedPort;
  private boolean isStopped;

  LoadClient(int number, int port, Duration limit, SplittableRandom random) {
    this.number = number;
    isReader = number % 2 == 1;
    this.limit = limit;
    this.random = random;
    wantedPort = port;
  }

  @Override
  public void run() {
    int port = nextPort();
    while (port != 0) {
      int member = port;
      try (var caller = new Caller(member, limit)) {
        for (port = member; port == member; port = nextPort()) {
          boolean isAnswered = step(caller);
          TimeUnit.MILLISECONDS.sleep(isAnswered ? PAUSE_MILLIS : FAILED_PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean step(Caller caller) {
    Call call = draw();
    long invoked = System.nanoTime();
    Answer answer = caller.call(call);
    long returned = System.nanoTime();
    remember(call.key(), answer);
    add(new Operation(number, call, answer, invoked, returned));
    return !(answer instanceof Answer.Unknown);
  }

  private Call draw() {
    String key = "k" + random.nextInt(KEYS);
    if (isReader) {
      return new Call.Get(key);
    }
    int kind = random.nextInt(100);
    if (kind < 35) {
      return new Call.Put(key, value());
    } else if (kind < 65) {
      return new Call.Get(key);
    } else if (kind < 90) {
      return new Call.Cas(key, known.getOrDefault(key, 0L), value());
    }
    return new Call.Delete(key);
  }

  private String value() {
    return number + "." + values++;
  }

  /** What a compare expects: often right, because others write too. */
  private void remember(String key, Answer answer) {
    switch (answer) {
      case Answer.Written(long revision) -> known.put(key, revision);
      case Answer.Seen(_, var found) -> known.put(key, found.map(Stored::modRevision).orElse(0L));
      case Answer.Unknown _ -> {}
    }
  }

  private synchronized void add(Operation operation) {
    operations.add(operation);
  }

  /** Says where the next call goes, 0 when there is none. */
  private synchronized int nextPort() {
    usedPort = isStopped ? 0 : wantedPort;
    return usedPort;
  }

  synchronized void stop() {
    isStopped = true;
  }

  synchronized void moveTo(int port) {
    wantedPort = port;
  }

  /** Where it wants to talk to from the next call on. */
  synchronized int wantedPort() {
    return wantedPort;
  }

  /** Whether no call to another port is under way. */
  synchronized boolean hasMoved() {
    return usedPort == wantedPort || usedPort == 0;
  }

  /** Calls that returned so far. */
  synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }
}
