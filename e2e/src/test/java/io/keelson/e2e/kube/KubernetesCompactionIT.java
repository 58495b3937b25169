package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Program;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The API server compacts the node, and what is older is then gone for its clients. */
@BesideOthers
final class KubernetesCompactionIT {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int OBJECTS = 30;
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @Test
  void oldRevisionsAreGone() throws Exception {
    try (var plane = new ControlPlane(Requires.subject(), Requires.kubernetes())) {
      plane
          .apiServerFlag("etcd-compaction-interval", INTERVAL.toSeconds() + "s")
          .apiServerFlag("watch-cache-sizes", "configmaps#0")
          .start();
      var tool = new Etcdctl(Requires.reference("3.7"), plane.storage().endpoints());
      long old = write(plane, "first");
      String exact = CONFIG_MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + old;
      ApiHttp.Answer present = plane.http().get(exact);
      assertThat(present.status()).as("%s", present.body()).isEqualTo(200);
      assertThat(present.body().at("/items")).hasSize(OBJECTS);
      ApiHttp.Answer page = plane.http().get(CONFIG_MAPS + "?limit=5");
      String token = page.body().at("/metadata/continue").asText();
      write(plane, "second");

      assertThat(Await.until(LIMIT, () -> compacted(plane, tool) > page.resourceVersion()))
          .as("compact_rev_key is %d, the revision %d", compacted(plane, tool), old)
          .isTrue();
      assertGone(plane.http().get(exact), "Expired");
      assertGone(plane.http().get(CONFIG_MAPS + "?limit=5&continue=" + token), "Expired");
      ApiHttp.Answer watch =
          plane.http().get(CONFIG_MAPS + "?watch=1&timeoutSeconds=5&resourceVersion=" + old);
      int code = watch.status() == 200 ? watch.body().at("/object/code").asInt() : watch.status();
      assertThat(code).as("a watch from the past: %s", watch.body()).isEqualTo(410);
      assertThat(plane.http().get(CONFIG_MAPS).body().at("/items")).hasSize(2 * OBJECTS);
    }
  }

  private static long write(ControlPlane plane, String name) throws IOException {
    long revision = 0;
    for (int i = 0; i < OBJECTS; i++) {
      String body = "{\"metadata\":{\"name\":\"%s-%d\"}}".formatted(name, i);
      ApiHttp.Answer answer = plane.http().post(CONFIG_MAPS, body);
      assertThat(answer.status()).isEqualTo(201);
      revision = answer.resourceVersion();
    }
    return revision;
  }

  private static long compacted(ControlPlane plane, Etcdctl tool) {
    Program.Result result =
        tool.run("", plane.storage().toolArguments("get", "compact_rev_key", "--print-value-only"));
    String revision = result.out().strip();
    return revision.isEmpty() ? 0 : Long.parseLong(revision);
  }

  private static void assertGone(ApiHttp.Answer answer, String reason) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(410);
    assertThat(answer.body().at("/reason").asText()).isEqualTo(reason);
  }
}
