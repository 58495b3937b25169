package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.e2e.process.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Objects of a namespace of an API server, written before and after a backup, with what clients
 * remember of the time before a restore: versions, and places in lists. One thread.
 */
public final class Marks {
  private static final String NAMESPACE = "marks";
  private static final int GONE = 410;
  private static final int CONFLICT = 409;
  private static final Duration CACHE_LIMIT = Duration.ofSeconds(15);

  /** Watches of the first are watches of the storage; the second is served from a cache. */
  private static final List<Resource> BOTH = List.of(Resource.CONFIG_MAPS, Resource.DEPLOYMENTS);

  private final ApiHttp http;
  private final String path = Resource.CONFIG_MAPS.path(NAMESPACE);
  private final long backedUp;
  private String[] places = {};
  private long newest;

  /** Writes what a backup that begins after this is to hold. */
  public Marks(KubernetesApi api, boolean isFirst) throws IOException {
    http = api.http();
    if (isFirst) {
      api.createNamespace(NAMESPACE);
      create(path, named("kept", "1"));
      create(Resource.DEPLOYMENTS.path(NAMESPACE), deployment("one"));
      create(Resource.DEPLOYMENTS.path(NAMESPACE), deployment("two"));
      create(path, named("changed", "1"));
    }
    backedUp = http.get(path + "/changed").resourceVersion();
  }

  /** Writes what a backup that has ended does not hold, and remembers it as a client does. */
  public void writeLate() throws IOException {
    create(path, named("late", "2"));
    ApiHttp.Answer changed = http.put(path + "/changed", named("changed", "2"));
    assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
    newest = changed.resourceVersion();
    places = new String[BOTH.size()];
    for (int i = 0; i < places.length; i++) {
      JsonNode page = http.get(BOTH.get(i).path(NAMESPACE) + "?limit=1").body();
      places[i] = page.at("/metadata/continue").asText();
      assertThat(places[i]).isNotEmpty();
    }
  }

  /**
   * The backup is back, and whatever a client remembers of later is refused.
   *
   * @param compacted as which all revisions before the restore count
   */
  public void checkRestored(long compacted) throws IOException {
    assertThat(http.get(path + "/late").status()).as("written after the backup").isEqualTo(404);
    ApiHttp.Answer changed = http.get(path + "/changed");
    assertThat(changed.resourceVersion()).as("%s", changed.body()).isEqualTo(backedUp);
    assertThat(changed.body().at("/data/n").asText()).isEqualTo("1");
    assertThat(http.get(path + "/kept").status()).isEqualTo(200);
    String ofLater =
        """
        {"metadata": {"name": "changed", "resourceVersion": "%d"}}"""
            .formatted(newest);
    assertThat(http.put(path + "/changed", ofLater).status()).isEqualTo(CONFLICT);
    for (int i = 0; i < places.length; i++) {
      String list = BOTH.get(i).path(NAMESPACE);
      assertThat(http.get(list).resourceVersion())
          .as("a list of %s", list)
          .isGreaterThanOrEqualTo(compacted);
      assertThat(watched(list)).as("a watch of %s from before", list).isEqualTo(GONE);
      String exact = list + "?resourceVersionMatch=Exact&resourceVersion=" + newest;
      assertThat(http.get(exact).status()).as(exact).isEqualTo(GONE);
      String page = list + "?limit=1&continue=" + places[i];
      assertThat(http.get(page).status()).as(page).isEqualTo(GONE);
      assertThat(Await.until(CACHE_LIMIT, () -> versionInCache(list) >= compacted))
          .as("whatever %s is served from, it has the restored state", list)
          .isTrue();
    }
    ApiHttp.Answer put = http.put(path + "/changed", named("changed", "3"));
    assertThat(put.resourceVersion()).as("%s", put.body()).isGreaterThan(compacted);
    assertThat(http.put(path + "/changed", named("changed", "1")).isSuccess()).isTrue();
  }

  private long versionInCache(String list) {
    try {
      return http.get(list + "?resourceVersion=0").resourceVersion();
    } catch (IOException e) {
      return -1; // asked again
    }
  }

  /** The code with which a watch from the newest revision of before is refused. */
  private int watched(String list) throws IOException {
    HttpResponse<InputStream> response =
        http.stream(list + "?watch=1&timeoutSeconds=10&resourceVersion=" + newest);
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() != 200) {
        return response.statusCode();
      }
      String line = lines.readLine();
      return line == null ? 0 : ApiHttp.parse(line).at("/object/code").asInt();
    }
  }

  private void create(String where, String body) throws IOException {
    ApiHttp.Answer answer = http.post(where, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private static String named(String name, String data) {
    return """
        {"metadata": {"name": "%s"}, "data": {"n": "%s"}}"""
        .formatted(name, data);
  }

  private static String deployment(String name) {
    return """
        {"metadata": {"name": "%1$s"},
         "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "%1$s"}},
           "template": {"metadata": {"labels": {"app": "%1$s"}},
             "spec": {"containers": [{"name": "web", "image": "example.invalid/web:1"}]}}}}
        """
        .formatted(name);
  }
}
