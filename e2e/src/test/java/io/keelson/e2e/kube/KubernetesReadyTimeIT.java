package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Measures how long an API server takes to be ready over an empty and over a filled storage, in
 * turns with upstream's etcd. Only with {@code -Dkube.full}; it asserts nothing about times.
 */
final class KubernetesReadyTimeIT {
  private static final int TURNS = 5;
  private static final int OBJECTS = 5_000;

  private record Times(List<Duration> empty, List<Duration> filled) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Test
  void measure() throws Exception {
    Assumptions.assumeTrue(Scale.isFull(), "measures with -Dkube.full only");
    var upstream = new Times();
    var subject = new Times();
    for (int turn = 0; turn < TURNS; turn++) {
      measure(() -> Requires.upstream("3.7"), upstream);
      measure(Requires::subject, subject);
    }
    report("empty", upstream.empty(), subject.empty());
    report(OBJECTS + " objects", upstream.filled(), subject.filled());
  }

  private static void measure(Supplier<EtcdProcess.Spec> storage, Times times) throws Exception {
    try (var plane = new ControlPlane(storage.get(), Requires.kubernetes()).start()) {
      times.empty().add(plane.readyTime());
      Parallel.send(
          OBJECTS,
          number -> {
            String body = "{\"metadata\":{\"name\":\"n%d\"}}".formatted(number);
            var answer = plane.http().post("/api/v1/namespaces/default/secrets", body);
            assertThat(answer.status()).isEqualTo(201);
          });
      plane.stopApiServer();
      plane.startApiServer();
      times.filled().add(plane.readyTime());
    }
  }

  private static void report(String what, List<Duration> upstream, List<Duration> subject) {
    double ratio = (double) median(subject).toMillis() / median(upstream).toMillis();
    IO.println(
        "kube-apiserver ready, %s: upstream %d ms, subject %d ms, ratio %.2f (medians of %d)"
            .formatted(
                what, median(upstream).toMillis(), median(subject).toMillis(), ratio, TURNS));
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
