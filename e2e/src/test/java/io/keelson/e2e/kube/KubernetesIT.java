package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kube-apiserver keeps its state in the node as in upstream's etcd. {@code -Dkube.full} for the
 * full numbers, {@code -Dsubject=3.7} to run it on upstream. ConfigMaps are not cached, so that
 * lists of them reach the storage; Secrets are.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KubernetesIT {
  private static final Scale SCALE = Scale.chosen();
  private static final int PAGE = 170;
  private static final Duration EXPIRY_SLACK = Duration.ofSeconds(30);
  private static final String EVENTS = "/api/v1/namespaces/events/events";

  private ControlPlane plane;
  private final CountDownLatch expired = new CountDownLatch(SCALE.events());
  private @Nullable Watch eventWatch;
  private long firstEventNanos;
  private long lastEventNanos;

  @BeforeAll
  void start() {
    plane = new ControlPlane(Requires.subject(), Requires.kubernetes());
    plane
        .apiServerFlag("watch-cache-sizes", "configmaps#0")
        .apiServerFlag("event-ttl", SCALE.eventTtlSeconds() + "s")
        .start();
  }

  @AfterAll
  void stop() {
    if (eventWatch != null) {
      eventWatch.close();
    }
    if (plane != null) {
      plane.close();
    }
  }

  @Test
  @Order(1)
  void isReady() throws IOException {
    IO.println(
        "%s: kube-apiserver ready after %d ms"
            .formatted(plane.storage().label(), plane.readyTime().toMillis()));
    assertThat(plane.http().text("/readyz?verbose"))
        .contains("[+]etcd ok", "[+]etcd-readiness ok", "readyz check passed");
    assertThat(plane.kubectl().print("", "version")).contains("Server Version: v1.");
    assertThat(plane.kubectl().print("", "get", "namespaces", "-o", "name"))
        .contains("namespace/default", "namespace/kube-system");
  }

  @Test
  @Order(2)
  void eventsAreWrittenWithLeases() throws Exception {
    createNamespace("events");
    eventWatch = plane.client().v1().events().inNamespace("events").watch(countExpired());
    firstEventNanos = System.nanoTime();
    Parallel.send(
        SCALE.events(),
        number -> {
          String event =
              """
              {"metadata": {"name": "e%1$d"},
               "reason": "Test", "message": "number %1$d", "type": "Normal",
               "involvedObject": {"kind": "Pod", "namespace": "events", "name": "p%1$d"}}
              """
                  .formatted(number);
          expect(201, plane.http().post(EVENTS, event));
        });
    lastEventNanos = System.nanoTime();
    assertThat(eventCount()).isEqualTo(SCALE.events());
  }

  @Test
  @Order(3)
  void changesConflictPatchAndDelete() throws IOException {
    createNamespace("objects");
    String all = "/api/v1/namespaces/objects/configmaps";
    String one = all + "/a";
    String first = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}";
    ApiHttp.Answer created = expect(201, plane.http().post(all, first));
    ApiHttp.Answer again = plane.http().post(all, "{\"metadata\":{\"name\":\"a\"}}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().at("/reason").asText()).isEqualTo("AlreadyExists");

    String changed = created.body().toString().replace("\"k\":\"1\"", "\"k\":\"2\"");
    ApiHttp.Answer updated = expect(200, plane.http().put(one, changed));
    assertThat(updated.resourceVersion()).isGreaterThan(created.resourceVersion());
    ApiHttp.Answer stale = plane.http().put(one, changed.replace("\"2\"", "\"3\""));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body().at("/reason").asText()).isEqualTo("Conflict");

    String patch = "{\"data\":{\"k\":null,\"p\":\"4\"}}";
    ApiHttp.Answer patched =
        expect(200, plane.http().send("PATCH", one, ApiHttp.MERGE_PATCH, patch));
    assertThat(patched.body().at("/data").toString()).isEqualTo("{\"p\":\"4\"}");
    ApiHttp.Answer unchanged =
        expect(200, plane.http().send("PATCH", one, ApiHttp.MERGE_PATCH, patch));
    assertThat(unchanged.resourceVersion()).isEqualTo(patched.resourceVersion());

    expect(200, plane.http().delete(one));
    assertThat(plane.http().get(one).status()).isEqualTo(404);
    assertThat(plane.http().delete(one).status()).isEqualTo(404);
    ApiHttp.Answer list = expect(200, plane.http().get(all));
    assertThat(list.body().at("/items")).isEmpty();
    assertThat(list.resourceVersion()).isGreaterThan(patched.resourceVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"configmaps", "secrets"})
  @Order(4)
  void listsPageByPage(String resource) throws Exception {
    String namespace = "many-" + resource;
    createNamespace(namespace);
    String path = "/api/v1/namespaces/" + namespace + "/" + resource;
    int total = resource.equals("configmaps") ? SCALE.configMaps() : SCALE.configMaps() / 10;
    long start = System.nanoTime();
    Parallel.send(
        total,
        number -> {
          String body = "{\"metadata\":{\"name\":\"n%06d\"}}".formatted(number);
          expect(201, plane.http().post(path, body));
        });
    IO.println(
        "%s: %d %s written in %d ms"
            .formatted(plane.storage().label(), total, resource, millisSince(start)));
    checkPages(path, total);
    if (resource.equals("configmaps")) {
      assertThat(storageLists(resource)).as("lists that reached the storage").isGreaterThan(3);
    }
    assertThat(plane.http().get(path).body().at("/items")).hasSize(total);
  }

  @Test
  @Order(5)
  void customResourcesAreServedAndWatched() throws Exception {
    createNamespace("custom");
    new CustomResources(plane, "custom").check();
  }

  @Test
  @Order(6)
  void eventsExpire() throws Exception {
    Duration ttl = Duration.ofSeconds(SCALE.eventTtlSeconds());
    Duration limit = ttl.plus(EXPIRY_SLACK).minusNanos(System.nanoTime() - lastEventNanos);
    boolean gone =
        Await.until(
            limit,
            () -> {
              long count = uncheckedEventCount();
              if (System.nanoTime() - firstEventNanos < ttl.toNanos()) {
                assertThat(count).as("events before their time").isEqualTo(SCALE.events());
              }
              return count == 0;
            });
    assertThat(gone).as("%d events are left", eventCount()).isTrue();
    assertThat(expired.await(10, TimeUnit.SECONDS))
        .as("%d deletions were not watched", expired.getCount())
        .isTrue();
  }

  @Test
  @Order(7)
  void nothingWentWrongUnnoticed() throws IOException {
    assertThat(ApiServerMetrics.disturbances(plane.http())).isEmpty();
    assertThat(ApiServerLog.unknown(plane.apiServerLog()))
        .as("lines that the API server does not write over upstream's etcd")
        .isEmpty();
  }

  private void checkPages(String path, int total) throws IOException {
    Set<String> names = new HashSet<>();
    long revision = 0;
    String token = "";
    do {
      String continued = token.isEmpty() ? "" : "&continue=" + token;
      JsonNode page = expect(200, plane.http().get(path + "?limit=" + PAGE + continued)).body();
      page.at("/items").forEach(item -> names.add(item.at("/metadata/name").asText()));
      long at = page.at("/metadata/resourceVersion").asLong();
      assertThat(revision == 0 || revision == at).as("pages of one revision").isTrue();
      revision = at;
      assertThat(page.at("/metadata/remainingItemCount").asInt())
          .as("left after %d of %d", names.size(), total)
          .isEqualTo(total - names.size());
      token = page.at("/metadata/continue").asText();
    } while (!token.isEmpty());
    assertThat(names).hasSize(total);
  }

  private double storageLists(String resource) throws IOException {
    return ApiServerMetrics.series(plane.http(), "etcd_requests_total").entrySet().stream()
        .filter(series -> series.getKey().contains("operation=\"list\""))
        .filter(series -> series.getKey().contains("resource=\"" + resource + "\""))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private Watcher<Event> countExpired() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Event event) {
        if (action == Action.DELETED) {
          expired.countDown();
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }

  private int eventCount() throws IOException {
    return expect(200, plane.http().get(EVENTS)).body().at("/items").size();
  }

  private int uncheckedEventCount() {
    return plane.client().v1().events().inNamespace("events").list().getItems().size();
  }

  private void createNamespace(String name) {
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    plane.client().namespaces().resource(namespace).create();
  }

  private static ApiHttp.Answer expect(int status, ApiHttp.Answer answer) {
    assertThat(answer.status()).as("answer %s", answer.body()).isEqualTo(status);
    return answer;
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
