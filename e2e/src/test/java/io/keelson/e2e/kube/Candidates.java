package io.keelson.e2e.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Candidates for one lease of coordination.k8s.io, by fabric8's leader election. */
final class Candidates {
  private final KubernetesClient client;
  private final String namespace;
  private final String lease;

  Candidates(KubernetesClient client, String namespace, String lease) {
    this.client = client;
    this.namespace = namespace;
    this.lease = lease;
  }

  /** Three candidates: who leads steps down and the next one follows; returns who led, in order. */
  List<String> runInTurn(Duration limit) throws Exception {
    var led = new ConcurrentLinkedQueue<String>();
    var elections = new LinkedBlockingQueue<String>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      CompletableFuture<?> leading = null;
      for (String name : List.of("first", "second", "third")) {
        CompletableFuture<?> next = elector(name, led, elections, threads).start();
        if (leading != null) {
          leading.cancel(true);
        }
        leading = next;
        if (elections.poll(limit.toMillis(), TimeUnit.MILLISECONDS) == null) {
          throw new TimeoutException(name + " does not lead after " + limit + "; led: " + led);
        }
      }
      if (leading != null) {
        leading.cancel(true);
      }
    }
    return List.copyOf(led);
  }

  private LeaderElector elector(
      String name,
      ConcurrentLinkedQueue<String> led,
      LinkedBlockingQueue<String> elections,
      ExecutorService threads) {
    Runnable won =
        () -> {
          led.add(name);
          elections.add(name);
        };
    var config =
        new LeaderElectionConfigBuilder()
            .withName(name)
            .withLock(new LeaseLock(namespace, lease, name))
            .withLeaseDuration(Duration.ofSeconds(6))
            .withRenewDeadline(Duration.ofSeconds(4))
            .withRetryPeriod(Duration.ofMillis(300))
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(new LeaderCallbacks(won, () -> {}, holder -> {}))
            .build();
    return new LeaderElector(client, config, threads);
  }
}
