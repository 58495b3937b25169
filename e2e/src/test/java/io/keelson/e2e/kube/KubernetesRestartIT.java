package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Watches of ConfigMaps go on over SIGKILLs of the API server and of the node, while writers write:
 * each watcher sees every acknowledged change once and in order and ends with the exact state. With
 * the API server's cache a restarted API server may send watchers back to a list; without it each
 * watch is one of the storage, and no event may be missing at all. {@code -Dseed=…} for other
 * writes, {@code -Dkube.full} for more rounds.
 */
@BesideOthers
final class KubernetesRestartIT {
  private static final Scale SCALE = Scale.chosen();
  private static final long SEED = Long.getLong("seed", 1);
  private static final int WRITERS = 4;
  private static final int WRITES_BETWEEN = 150;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(strings = {"cached", "uncached"})
  void watchersSeeEverythingOnce(String mode) throws Exception {
    var check = new WatchCheck();
    try (var plane = new ControlPlane(Requires.subject(), Requires.kubernetes())) {
      if (mode.equals("uncached")) {
        plane.apiServerFlag("watch-cache-sizes", "configmaps#0");
      }
      plane.start();
      List<String> namespaces = createNamespaces(plane);
      Map<Long, ConfigMapWriter.Write> acknowledged = new TreeMap<>();
      for (ListWatcher watcher : watchThroughKills(plane, namespaces, acknowledged)) {
        check.add(watcher, acknowledged);
        assertThat(watcher.state())
            .as("what the watcher of %s ends with", watcher.namespace())
            .isEqualTo(list(plane, watcher.namespace()));
      }
      IO.println(
          "%s, %s: seed %d, %d acknowledged writes, %d events at %d watchers, %d lists again"
              .formatted(
                  plane.storage().label(),
                  mode,
                  SEED,
                  acknowledged.size(),
                  check.events(),
                  namespaces.size(),
                  check.relists()));
    }
    assertThat(check.problems()).as("seed %d", SEED).isEmpty();
    if (mode.equals("uncached")) {
      assertThat(check.relists()).as("watchers sent back to a list").isZero();
    }
  }

  private static List<ListWatcher> watchThroughKills(
      ControlPlane plane, List<String> namespaces, Map<Long, ConfigMapWriter.Write> acknowledged)
      throws Exception {
    var stopped = new AtomicBoolean();
    List<ConfigMapWriter> writers = new ArrayList<>();
    List<Future<?>> writing = new ArrayList<>();
    List<Future<ListWatcher>> watching = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (String namespace : namespaces) {
          watching.add(
              threads.submit(new ListWatcher(plane.http(), Resource.CONFIG_MAPS, namespace)));
        }
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < WRITERS; i++) {
          List<String> own = everyNth(namespaces, i);
          var writer = new ConfigMapWriter(plane.http(), own, random.split(), () -> stopped.get());
          writers.add(writer);
          writing.add(threads.submit(writer));
        }
        kills(plane, writers);
        stopped.set(true);
        for (Future<?> writer : writing) {
          writer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        writers.forEach(writer -> acknowledged.putAll(writer.acknowledged()));
        return ended(plane, namespaces, watching);
      } finally {
        stopped.set(true);
        threads.shutdownNow();
      }
    }
  }

  private static void kills(ControlPlane plane, List<ConfigMapWriter> writers) {
    awaitWrites(writers);
    for (int round = 0; round < SCALE.rounds(); round++) {
      plane.killApiServer();
      plane.startApiServer();
      awaitWrites(writers);
      plane.storage().kill9();
      plane.storage().start();
      plane.awaitReady();
      awaitWrites(writers);
      plane.killApiServer();
      plane.storage().kill9();
      plane.storage().start();
      plane.startApiServer();
      awaitWrites(writers);
    }
  }

  private static void awaitWrites(List<ConfigMapWriter> writers) {
    long goal = written(writers) + WRITES_BETWEEN;
    assertThat(Await.until(LIMIT, () -> written(writers) >= goal))
        .as("writes go on, %d of %d", written(writers), goal)
        .isTrue();
  }

  private static long written(List<ConfigMapWriter> writers) {
    return writers.stream().mapToLong(writer -> writer.acknowledged().size()).sum();
  }

  private static List<ListWatcher> ended(
      ControlPlane plane, List<String> namespaces, List<Future<ListWatcher>> watching)
      throws Exception {
    for (String namespace : namespaces) {
      String last = "{\"metadata\":{\"name\":\"" + ListWatcher.LAST + "\"}}";
      assertThat(plane.http().post(path(namespace), last).status()).isEqualTo(201);
    }
    List<ListWatcher> watchers = new ArrayList<>();
    for (Future<ListWatcher> watcher : watching) {
      watchers.add(watcher.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
    return watchers;
  }

  private static List<String> createNamespaces(ControlPlane plane) throws IOException {
    List<String> namespaces = new ArrayList<>();
    for (int i = 0; i < SCALE.namespaces(); i++) {
      String name = "w" + i;
      plane.createNamespace(name);
      namespaces.add(name);
    }
    return namespaces;
  }

  private static SortedMap<String, Long> list(ControlPlane plane, String namespace)
      throws IOException {
    SortedMap<String, Long> state = new TreeMap<>();
    ApiHttp.Answer answer = plane.http().get(path(namespace));
    assertThat(answer.status()).isEqualTo(200);
    answer
        .body()
        .at("/items")
        .forEach(
            item ->
                state.put(
                    item.at("/metadata/name").asText(),
                    item.at("/metadata/resourceVersion").asLong()));
    return state;
  }

  private static List<String> everyNth(List<String> namespaces, int first) {
    List<String> own = new ArrayList<>();
    for (int i = first; i < namespaces.size(); i += WRITERS) {
      own.add(namespaces.get(i));
    }
    return own;
  }

  private static String path(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }
}
