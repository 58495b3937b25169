package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.e2e.process.Await;
import java.io.IOException;
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

/**
 * Deployments that come and go, with what controllers and scheduler make of them, and ConfigMaps;
 * watchers of all that. Used by one thread.
 */
public final class Churn implements AutoCloseable {
  private static final String DEPLOYMENTS = "churn";
  private static final List<String> CONFIG_MAPS = List.of("maps0", "maps1");
  private static final List<Resource> MADE =
      List.of(Resource.DEPLOYMENTS, Resource.REPLICA_SETS, Resource.PODS);
  private static final int CONFIG_MAPS_BETWEEN = 60;
  private static final int DEPLOYMENTS_BETWEEN = 4;

  private final KubernetesApi api;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final DeploymentWriter deployments;
  private final ConfigMapWriter configMaps;
  private final List<Future<?>> writing = new ArrayList<>();
  private final List<ListWatcher> watchers = new ArrayList<>();
  private final List<Future<ListWatcher>> watching = new ArrayList<>();
  private volatile boolean isStopped;

  /** Begins when pods can be made. */
  public Churn(KubernetesApi api, SplittableRandom random) throws IOException {
    this.api = api;
    deployments = new DeploymentWriter(api.http(), DEPLOYMENTS, random.split(), () -> isStopped);
    configMaps = new ConfigMapWriter(api.http(), CONFIG_MAPS, random.split(), () -> isStopped);
    api.createNamespace(DEPLOYMENTS);
    for (String namespace : CONFIG_MAPS) {
      api.createNamespace(namespace);
      watchers.add(new ListWatcher(api.http(), Resource.CONFIG_MAPS, namespace));
    }
    String account = "/api/v1/namespaces/" + DEPLOYMENTS + "/serviceaccounts/default";
    await("the default service account", () -> api.http().get(account).isSuccess());
    MADE.forEach(resource -> watchers.add(new ListWatcher(api.http(), resource, DEPLOYMENTS)));
    watchers.forEach(watcher -> watching.add(threads.submit(watcher)));
    writing.add(threads.submit(deployments));
    writing.add(threads.submit(configMaps));
  }

  /** Waits until each writer has been answered some writes more. */
  public void awaitProgress() {
    int maps = configMaps.acknowledged().size() + CONFIG_MAPS_BETWEEN;
    int changes = deployments.acknowledged() + DEPLOYMENTS_BETWEEN;
    await(
        "writes go on",
        () -> configMaps.acknowledged().size() >= maps && deployments.acknowledged() >= changes);
  }

  /** Tells the writers that the API server may have other objects now than they left there. */
  public void forget() {
    deployments.forget();
  }

  /** Ends the writers, and waits until the controllers have followed. */
  public void stopWriting() throws Exception {
    isStopped = true;
    for (Future<?> writer : writing) {
      writer.get(SecureMember.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    SortedMap<String, Integer> expected = deployments.expected();
    assertThat(replicas()).as("replicas by Deployment").isEqualTo(expected);
    int pods = expected.values().stream().mapToInt(Integer::intValue).sum();
    await(
        "%d pods of %s".formatted(pods, expected),
        () ->
            items(Resource.PODS).size() == pods
                && items(Resource.REPLICA_SETS).size() == expected.size());
  }

  /** Ends the watchers by an object that each waits for, and returns them. */
  public List<ListWatcher> stopWatching() throws Exception {
    String name = "\"metadata\": {\"name\": \"" + ListWatcher.LAST + "\"}";
    for (String namespace : CONFIG_MAPS) {
      create(Resource.CONFIG_MAPS.path(namespace), "{" + name + "}");
    }
    String deployment = DeploymentWriter.body(ListWatcher.LAST, 0);
    create(Resource.DEPLOYMENTS.path(DEPLOYMENTS), deployment);
    create(Resource.REPLICA_SETS.path(DEPLOYMENTS), deployment);
    String pod = "{" + name + ", \"spec\": " + DeploymentWriter.POD_SPEC + "}";
    create(Resource.PODS.path(DEPLOYMENTS), pod);
    for (Future<ListWatcher> watcher : watching) {
      watcher.get(SecureMember.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    return watchers;
  }

  /** Of ConfigMaps, by resource version. */
  public Map<Long, ConfigMapWriter.Write> acknowledged() {
    return configMaps.acknowledged();
  }

  public String summary() {
    return "%d writes of ConfigMaps and %d of Deployments"
        .formatted(configMaps.acknowledged().size(), deployments.acknowledged());
  }

  private SortedMap<String, Integer> replicas() throws IOException {
    SortedMap<String, Integer> replicas = new TreeMap<>();
    items(Resource.DEPLOYMENTS)
        .forEach(
            item ->
                replicas.put(
                    item.at("/metadata/name").asText(), item.at("/spec/replicas").asInt()));
    return replicas;
  }

  private JsonNode items(Resource resource) throws IOException {
    ApiHttp.Answer answer = api.http().get(resource.path(DEPLOYMENTS));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().at("/items");
  }

  private void create(String path, String body) throws IOException {
    ApiHttp.Answer answer = api.http().post(path, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  /** Something to wait for, asked of the API server. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) {
    boolean holds =
        Await.until(
            SecureMember.LIMIT,
            () -> {
              try {
                return condition.holds();
              } catch (IOException e) {
                return false; // the server is busy
              }
            });
    assertThat(holds)
        .as(() -> "waited for: " + what + "; controllers say:\n" + api.controllerTail())
        .isTrue();
  }

  @Override
  public void close() {
    isStopped = true;
    threads.shutdownNow();
    threads.close();
  }
}
