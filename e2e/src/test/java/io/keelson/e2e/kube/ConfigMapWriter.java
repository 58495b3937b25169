package io.keelson.e2e.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Creates, updates and deletes ConfigMaps in namespaces that nobody else writes to, whatever
 * happens to the server, and keeps the resource version of each acknowledged write. One thread; the
 * acknowledged writes may be read by others. Fails when revisions do not grow from one write to the
 * next.
 */
public final class ConfigMapWriter implements Runnable {
  private static final int NAMES = 12;
  private static final int DELETES_OF_TEN = 2;
  private static final long ABSENT = 0;
  private static final long UNKNOWN = -1;
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final ApiHttp http;
  private final List<String> namespaces;
  private final SplittableRandom random;
  private final BooleanSupplier stopped;
  private final Map<String, Long> versions = new HashMap<>();
  private final ConcurrentSkipListMap<Long, Write> acknowledged = new ConcurrentSkipListMap<>();
  private long counter;
  private long last;

  /** A create or update; a deletion's revision is not told to the client. */
  public record Write(String namespace, String name) {}

  ConfigMapWriter(
      ApiHttp http, List<String> namespaces, SplittableRandom random, BooleanSupplier stopped) {
    this.http = http;
    this.namespaces = namespaces;
    this.random = random;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    while (!stopped.getAsBoolean()) {
      String namespace = namespaces.get(random.nextInt(namespaces.size()));
      String name = "c" + random.nextInt(NAMES);
      String key = namespace + "/" + name;
      try {
        long known = versions.getOrDefault(key, ABSENT);
        versions.put(key, known == UNKNOWN ? look(namespace, name) : write(namespace, name, known));
      } catch (IOException e) {
        versions.put(key, UNKNOWN); // it may have happened or not
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** By resource version. */
  Map<Long, Write> acknowledged() {
    return acknowledged;
  }

  private long look(String namespace, String name) throws IOException {
    ApiHttp.Answer answer = http.get(path(namespace) + "/" + name);
    if (answer.status() == 404) {
      return ABSENT;
    }
    return known(answer);
  }

  private long write(String namespace, String name, long version) throws IOException {
    if (version == ABSENT) {
      return record(namespace, name, http.post(path(namespace), body(name, "")));
    }
    String path = path(namespace) + "/" + name;
    if (random.nextInt(10) < DELETES_OF_TEN) {
      ApiHttp.Answer answer = http.delete(path);
      if (!answer.isSuccess()) {
        throw new IOException("delete answers " + answer.status());
      }
      return ABSENT;
    }
    return record(namespace, name, http.put(path, body(name, Long.toString(version))));
  }

  private long record(String namespace, String name, ApiHttp.Answer answer) throws IOException {
    long version = known(answer);
    if (version <= last) {
      throw new IllegalStateException(
          "%s/%s was acknowledged at revision %d after %d"
              .formatted(namespace, name, version, last));
    }
    last = version;
    acknowledged.put(version, new Write(namespace, name));
    return version;
  }

  private static long known(ApiHttp.Answer answer) throws IOException {
    if (!answer.isSuccess()) {
      throw new IOException("answer " + answer.status());
    }
    return answer.resourceVersion();
  }

  private String body(String name, String version) {
    return """
        {"metadata": {"name": "%s", "resourceVersion": "%s"}, "data": {"n": "%d"}}
        """
        .formatted(name, version, counter++);
  }

  private static String path(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }
}
