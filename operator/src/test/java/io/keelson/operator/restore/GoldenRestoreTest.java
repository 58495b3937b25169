package io.keelson.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What becomes of a restore, case by case: {@code NAME.in.yaml} says what is seen, {@code
 * NAME.out.yaml} what is done and told. {@code -Dgolden.rewrite} writes the outputs.
 */
final class GoldenRestoreTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/restores");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Pattern AGO = Pattern.compile("(?<=: )-([0-9]+[smhd])(?=[,}\\]\\n])");

  @TestFactory
  Stream<DynamicTest> decidesAsTheFilesSay() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> cases =
          files.filter(file -> file.toString().endsWith(".in.yaml")).sorted().toList();
      assertThat(cases).isNotEmpty();
      return cases.stream()
          .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).as("the first line says what the case shows").startsWith("# ");
    RestoreSeen seen = seen(text);
    RestorePlan plan = RestorePlanner.plan(seen);
    assertThat(RestorePlanner.plan(seen)).isEqualTo(plan);
    String output = Serialization.asYaml(shown(plan));
    Path expected = Path.of(file.toString().replace(".in.yaml", ".out.yaml"));
    if (System.getProperty("golden.rewrite") != null) {
      Files.writeString(expected, output);
    }
    assertThat(expected).hasContent(output);
  }

  private static RestoreSeen seen(String text) {
    String dated =
        AGO.matcher(text)
            .replaceAll(match -> "\"" + NOW.minus(Durations.parse(match.group(1))) + "\"");
    JsonNode given = Serialization.unmarshal(dated, JsonNode.class);
    EtcdRestore restore = object("EtcdRestore", given.path("restore"), EtcdRestore.class);
    List<EtcdRestore> others = new ArrayList<>(List.of(restore));
    given.path("others").forEach(o -> others.add(object("EtcdRestore", o, EtcdRestore.class)));
    List<EtcdBackup> backups = new ArrayList<>();
    given.path("backups").forEach(o -> backups.add(object("EtcdBackup", o, EtcdBackup.class)));
    List<RestoreSeen.Rehearsal> jobs = new ArrayList<>();
    given
        .path("jobs")
        .forEach(
            job ->
                jobs.add(
                    new RestoreSeen.Rehearsal(
                        "undo-rehearsal-" + job.path("attempt").asInt(),
                        job.path("attempt").asInt(),
                        RestoreSeen.Rehearsal.State.valueOf(job.path("state").asText()),
                        job.path("forGood").asBoolean(false),
                        job.path("message").asText(""),
                        job.has("seconds")
                            ? Optional.of(job.path("seconds").asDouble())
                            : Optional.empty(),
                        Optional.empty())));
    Optional<EtcdCluster> cluster =
        given.has("cluster")
            ? Optional.of(object("EtcdCluster", given.path("cluster"), EtcdCluster.class))
            : Optional.empty();
    return new RestoreSeen(restore, cluster, others, backups, jobs, NOW);
  }

  private static <T> T object(String kind, JsonNode given, Class<T> type) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode metadata = json.objectNode();
    boolean cluster = kind.equals("EtcdCluster");
    metadata.put("name", cluster ? "db" : "undo").put("namespace", "shop");
    metadata.put("uid", cluster ? "cluster-1" : "r1").put("generation", 1);
    metadata.put("creationTimestamp", NOW.minusSeconds(60).toString());
    given.path("metadata").properties().forEach(e -> metadata.set(e.getKey(), e.getValue()));
    ObjectNode whole = json.objectNode();
    whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", kind);
    whole.set("metadata", metadata);
    whole.set("spec", given.path("spec").isMissingNode() ? json.objectNode() : given.path("spec"));
    if (given.has("status")) {
      whole.set("status", given.path("status"));
    }
    return Serialization.unmarshal(whole.toString(), type);
  }

  private static Map<String, @Nullable Object> shown(RestorePlan plan) {
    EtcdRestoreStatus status = plan.status();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("do", plan.steps().stream().map(GoldenRestoreTest::words).toList());
    shown.put("phase", status.phase());
    shown.put("message", status.message());
    shown.put("source", status.source());
    shown.put("resolvedSource", status.resolvedSource());
    shown.put("rehearsal", status.rehearsal());
    shown.put(
        "steps",
        status.steps().stream()
            .map(step -> step.name() + " " + step.state() + ": " + step.message())
            .toList());
    shown.put("restoredRevision", status.restoredRevision());
    shown.put("bumpedTo", status.bumpedTo());
    shown.put("loss", status.loss());
    shown.put("lossBound", status.lossBound());
    shown.put("unavailableSeconds", status.unavailableSeconds());
    shown.put("hashVerified", status.hashVerified());
    shown.put("quarantine", status.quarantine().isEmpty() ? null : status.quarantine());
    shown.put("conditions", status.conditions().stream().map(GoldenRestoreTest::words).toList());
    shown.put("next", plan.next().toString());
    shown.values().removeIf(value -> value == null);
    return shown;
  }

  private static String words(RestoreStep step) {
    return switch (step) {
      case RestoreStep.TakeBackup take ->
          "take backup %s of %s, %s"
              .formatted(
                  take.name(), take.spec().external(), take.spec().retention().deletePolicy());
      case RestoreStep.Rehearse rehearse -> "rehearse, attempt " + rehearse.attempt();
      case RestoreStep.RemoveJob remove -> "remove job " + remove.name();
      case RestoreStep.CreateCluster create -> "create cluster from " + create.source().key();
    };
  }

  private static String words(Condition condition) {
    String message = condition.message().isEmpty() ? "" : ": " + condition.message();
    return condition.type() + " " + condition.status() + " " + condition.reason() + message;
  }
}
