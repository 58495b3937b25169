package io.keelson.e2e.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Begins a probe ten times a second, whatever became of those before: a ConfigMap is created and
 * read back, both from the storage. Measures the longest time in which no probe succeeded. Safe for
 * any thread.
 */
public final class Prober implements AutoCloseable {
  /** Whoever waits longer for one answer takes the API for down. */
  public static final Duration CALL_LIMIT = Duration.ofSeconds(3);

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final ApiHttp http;
  private final String path;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> created = new ConcurrentSkipListSet<>();
  private List<String> failures = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int begun;
  private long answeredNanos = System.nanoTime();
  private long longestNanos;
  private long slowestNanos;

  /**
   * What probes met in a while.
   *
   * @param longest the longest time without a probe that succeeded
   * @param failures one for each probe that did not succeed, which may have begun earlier
   */
  public record Outage(Duration longest, List<String> failures) {
    @Override
    public String toString() {
      return longest.toMillis()
          + " ms, "
          + failures.size()
          + " probes failed"
          + (failures.isEmpty() ? "" : " (such as: " + failures.getFirst() + ")");
    }
  }

  /**
   * Begins at once.
   *
   * @param http with {@link #CALL_LIMIT}, closed with the prober
   * @param namespace that nobody else uses
   */
  public Prober(ApiHttp http, String namespace) {
    this.http = http;
    path = Resource.CONFIG_MAPS.path(namespace);
    var _ =
        clock.scheduleAtFixedRate(
            () -> probes.execute(this::probe), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What there was since the last call of this; the time since the last success counts, too. */
  public synchronized Outage takeOutage() {
    long longest = Math.max(longestNanos, System.nanoTime() - answeredNanos);
    var outage = new Outage(Duration.ofNanos(longest), failures);
    longestNanos = 0;
    failures = new ArrayList<>();
    return outage;
  }

  /** Names of all objects whose creation was acknowledged. */
  public Set<String> created() {
    return created;
  }

  /** What no storage may do, such as forgetting what it acknowledged. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  public synchronized String summary() {
    return "%d probes, the slowest that succeeded took %d ms"
        .formatted(begun, TimeUnit.NANOSECONDS.toMillis(slowestNanos));
  }

  private void probe() {
    String name = next();
    long start = System.nanoTime();
    try {
      ApiHttp.Answer create = http.post(path, "{\"metadata\":{\"name\":\"" + name + "\"}}");
      if (!create.isSuccess()) {
        throw new IOException("create answers " + create.body().at("/message").asText());
      }
      created.add(name);
      ApiHttp.Answer read = http.get(path + "/" + name);
      if (read.status() == 404) {
        forgotten(name);
      } else if (!read.isSuccess()) {
        throw new IOException("read answers " + read.body().at("/message").asText());
      }
      succeeded(start);
    } catch (IOException e) {
      failed(e.toString());
    }
  }

  private synchronized String next() {
    return "p" + begun++;
  }

  private synchronized void succeeded(long startNanos) {
    long now = System.nanoTime();
    longestNanos = Math.max(longestNanos, now - answeredNanos);
    answeredNanos = now;
    slowestNanos = Math.max(slowestNanos, now - startNanos);
  }

  private synchronized void failed(String how) {
    failures.add(how);
  }

  private synchronized void forgotten(String name) {
    problems.add(name + " was created and is not there");
  }

  /** Ends the probes that are under way, too. */
  @Override
  public void close() {
    clock.shutdownNow();
    probes.shutdown();
    probes.close();
    http.close();
  }
}
