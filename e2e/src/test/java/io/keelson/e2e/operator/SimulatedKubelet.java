package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives each pod of a member an address in 127/8 and a simulated server there, and says that it
 * runs. Any thread.
 */
final class SimulatedKubelet implements AutoCloseable {
  private final KubernetesClient client;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService answers = Executors.newFixedThreadPool(2);
  private final ExecutorService work = Executors.newFixedThreadPool(4);
  private final Map<String, SimulatedMember> members = new ConcurrentHashMap<>();
  private final AtomicInteger addresses = new AtomicInteger(256);
  private final SharedIndexInformer<Pod> informer;

  SimulatedKubelet(KubernetesClient client, String namespace) {
    this.client = client;
    informer =
        client
            .pods()
            .inNamespace(namespace)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    work.execute(() -> run(pod));
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {}

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {
                    stop(pod.getMetadata().getName());
                  }
                });
  }

  private void run(Pod pod) {
    String name = pod.getMetadata().getName();
    int number = addresses.getAndIncrement();
    String address = "127.87.%d.%d".formatted(number / 256, number % 256);
    String cluster =
        Objects.toString(pod.getMetadata().getLabels().get("etcd.keelson.dev/cluster"));
    var member =
        new SimulatedMember(
            name,
            flag(pod, "--initial-cluster="),
            address,
            1L + cluster.hashCode(),
            loops,
            answers);
    try {
      member.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    members.put(name, member);
    tell(pod, address, true);
  }

  private static String flag(Pod pod, String flag) {
    for (Container container : pod.getSpec().getContainers()) {
      for (String argument : container.getArgs()) {
        if (argument.startsWith(flag)) {
          return argument.substring(flag.length());
        }
      }
    }
    throw new IllegalStateException("no " + flag + " in " + pod);
  }

  /** The member of a pod is not to be reached any more, and its probe says so. */
  void stop(String name) {
    SimulatedMember member = members.remove(name);
    if (member != null) {
      member.stop();
    }
  }

  /** As a kubelet whose probe has failed. */
  void fail(Pod pod) {
    SimulatedMember member = Objects.requireNonNull(members.get(pod.getMetadata().getName()));
    stop(pod.getMetadata().getName());
    tell(pod, member.address(), false);
  }

  private void tell(Pod pod, String address, boolean ready) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    client
        .pods()
        .resource(
            new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .addNewPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .addNewContainerStatus()
                .withName("etcd")
                .withReady(ready)
                .withStarted(true)
                .withRestartCount(0)
                .withImage("etcd")
                .withImageID("etcd")
                .withNewState()
                .withNewRunning(now)
                .endState()
                .endContainerStatus()
                .endStatus()
                .build())
        .patchStatus();
  }

  @Override
  public void close() {
    informer.close();
    work.shutdownNow();
    members.values().forEach(SimulatedMember::stop);
    answers.shutdownNow();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
