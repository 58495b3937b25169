package io.keelson.e2e.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Creates, scales and deletes Deployments in a namespace in which nobody else does, whatever
 * happens to the storage, at the pace at which controllers follow. One thread; the number of
 * acknowledged calls may be read by others, the rest when it has ended.
 */
final class DeploymentWriter implements Runnable {
  /** Of pods that could run nowhere. */
  static final String POD_SPEC =
      """
      {"containers": [{"name": "web", "image": "example.invalid/web:1"}]}""";

  private static final int NAMES = 6;
  private static final int REPLICAS_MAX = 3;
  private static final int DELETES_OF_TEN = 3;
  private static final int ABSENT = -1;
  private static final int UNKNOWN = -2;
  private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

  private final ApiHttp http;
  private final String path;
  private final SplittableRandom random;
  private final BooleanSupplier stopped;
  private final SortedMap<String, Integer> replicas = new TreeMap<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicBoolean isOutdated = new AtomicBoolean();

  DeploymentWriter(
      ApiHttp http, String namespace, SplittableRandom random, BooleanSupplier stopped) {
    this.http = http;
    path = Resource.DEPLOYMENTS.path(namespace);
    this.random = random;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    while (!stopped.getAsBoolean()) {
      String name = "d" + random.nextInt(NAMES);
      if (isOutdated.getAndSet(false)) {
        replicas.clear();
      }
      int known = replicas.getOrDefault(name, UNKNOWN);
      try {
        replicas.put(name, known == UNKNOWN ? look(name) : change(name, known));
      } catch (IOException e) {
        replicas.put(name, UNKNOWN); // it may have happened or not
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** What it did before may be undone: it asks again. */
  void forget() {
    isOutdated.set(true);
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** What there must be when it has ended: replicas by name. Asks where an outcome is unknown. */
  SortedMap<String, Integer> expected() throws IOException {
    SortedMap<String, Integer> expected = new TreeMap<>();
    for (int i = 0; i < NAMES; i++) {
      String name = "d" + i;
      int known = replicas.getOrDefault(name, UNKNOWN);
      known = known == UNKNOWN ? look(name) : known;
      if (known != ABSENT) {
        expected.put(name, known);
      }
    }
    return expected;
  }

  /** A Deployment whose pods have no place to run. */
  static String body(String name, int replicas) {
    return """
        {"metadata": {"name": "%1$s"},
         "spec": {"replicas": %2$d, "selector": {"matchLabels": {"app": "%1$s"}},
           "template": {"metadata": {"labels": {"app": "%1$s"}}, "spec": %3$s}}}
        """
        .formatted(name, replicas, POD_SPEC);
  }

  private int look(String name) throws IOException {
    ApiHttp.Answer answer = http.get(path + "/" + name);
    return answer.status() == 404
        ? ABSENT
        : successful(answer).body().at("/spec/replicas").asInt(UNKNOWN);
  }

  private int change(String name, int known) throws IOException {
    int wanted = random.nextInt(REPLICAS_MAX + 1);
    if (known == ABSENT) {
      successful(http.post(path, body(name, wanted)));
    } else if (random.nextInt(10) < DELETES_OF_TEN) {
      successful(http.delete(path + "/" + name));
      wanted = ABSENT;
    } else {
      String patch = "{\"spec\":{\"replicas\":" + wanted + "}}";
      successful(http.send("PATCH", path + "/" + name, ApiHttp.MERGE_PATCH, patch));
    }
    acknowledged.incrementAndGet();
    return wanted;
  }

  private static ApiHttp.Answer successful(ApiHttp.Answer answer) throws IOException {
    if (!answer.isSuccess()) {
      throw new IOException("answer " + answer.status() + ": " + answer.body());
    }
    return answer;
  }
}
