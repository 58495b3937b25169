package io.keelson.operator.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleStatus;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ScheduledClusterStatus;
import io.keelson.operator.backup.schedule.Action;
import io.keelson.operator.backup.schedule.BadScheduleException;
import io.keelson.operator.backup.schedule.ClusterFacts;
import io.keelson.operator.backup.schedule.Decision;
import io.keelson.operator.backup.schedule.ScheduleObserver;
import io.keelson.operator.backup.schedule.SchedulePlanner;
import io.keelson.operator.backup.schedule.ScheduleReport;
import io.keelson.operator.backup.schedule.ScheduleRules;
import io.keelson.operator.resource.ScheduledBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a schedule does and tells, case by case, from its objects as they are in the API; see the
 * README of the folder. {@code -Dgolden.rewrite} writes the outputs.
 */
final class GoldenScheduleTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/schedules");

  @TestFactory
  Stream<DynamicTest> decidesAsTheFilesSay() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> cases = files.filter(Files::isDirectory).sorted().toList();
      assertThat(cases).hasSizeGreaterThanOrEqualTo(20);
      return cases.stream()
          .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }
  }

  private static void check(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("in.yaml"));
    assertThat(text).as("the first line says what the case shows").startsWith("# ");
    String output = output(Serialization.unmarshal(text, JsonNode.class));
    if (System.getProperty("golden.rewrite") != null) {
      Files.writeString(folder.resolve("out.yaml"), output);
    }
    assertThat(folder.resolve("out.yaml")).hasContent(output);
  }

  private static String output(JsonNode given) {
    Instant now = Instant.parse(given.path("now").asText("2026-03-10T12:00:00Z"));
    EtcdBackupSchedule schedule = schedule(given);
    List<EtcdCluster> clusters = new ArrayList<>();
    given.path("clusters").forEach(cluster -> clusters.add(cluster(cluster)));
    List<EtcdBackup> backups = new ArrayList<>();
    given.path("backups").forEach(backup -> backups.add(backup(schedule, backup)));
    List<String> actions = new ArrayList<>();
    EtcdBackupScheduleStatus status;
    try {
      ScheduleRules rules = ScheduleRules.of(schedule);
      Map<String, Optional<EtcdCluster>> meant =
          ScheduleObserver.meant(schedule.getSpec(), clusters);
      List<ScheduleReport.Done> done = new ArrayList<>();
      for (ClusterFacts facts : ScheduleObserver.observe(schedule, meant, backups)) {
        Decision decision =
            SchedulePlanner.decide(rules.timing(facts.name()), rules.rules(), facts, now);
        decision.actions().forEach(one -> actions.add(action(schedule, facts.name(), one)));
        done.add(
            new ScheduleReport.Done(
                facts,
                decision,
                decision.progress(),
                given.path("failure").path("reason").asText(""),
                given.path("failure").path("message").asText("")));
      }
      status = ScheduleReport.of(schedule, done, meant.size(), now);
    } catch (BadScheduleException e) {
      status = ScheduleReport.invalid(schedule, e, now);
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("actions", actions);
    shown.putAll(shown(status));
    shown.values().removeIf(value -> value == null || value.equals(List.of()));
    return Serialization.asYaml(shown);
  }

  private static EtcdBackupSchedule schedule(JsonNode given) {
    String spec = given.path("spec").toString();
    EtcdBackupSchedule schedule =
        Serialization.unmarshal(
            "{\"metadata\": {\"name\": \"nightly\", \"namespace\": \"ns\", \"uid\": \"u1\","
                + " \"generation\": 1, \"creationTimestamp\": \""
                + given.path("created").asText("2026-03-01T00:00:00Z")
                + "\"}, \"spec\": "
                + spec
                + "}",
            EtcdBackupSchedule.class);
    if (given.has("status")) {
      schedule.setStatus(
          Serialization.unmarshal(given.get("status").toString(), EtcdBackupScheduleStatus.class));
    }
    return schedule;
  }

  private static EtcdCluster cluster(JsonNode given) {
    return Serialization.unmarshal(
        "{\"metadata\": {\"name\": \""
            + given.path("name").asText("db")
            + "\", \"namespace\": \"ns\", \"creationTimestamp\": \""
            + given.path("created").asText("2026-02-01T00:00:00Z")
            + "\", \"labels\": "
            + (given.has("labels") ? given.get("labels") : "{}")
            + "}, \"spec\": "
            + (given.has("spec") ? given.get("spec") : "{}")
            + (given.path("founded").asBoolean(true) ? ", \"status\": {\"clusterID\": \"c1\"}" : "")
            + "}",
        EtcdCluster.class);
  }

  /** Of its time, all that it has is its own; what is not said is as in a good one. */
  private static EtcdBackup backup(EtcdBackupSchedule schedule, JsonNode given) {
    Instant at = Instant.parse(given.get("at").asText());
    String cluster = given.path("cluster").asText("db");
    EtcdBackup backup =
        ScheduledBackup.build(schedule, cluster, at, given.path("attempt").asInt(1));
    if (given.has("requested")) {
      backup
          .getMetadata()
          .getAnnotations()
          .put(EtcdBackup.VERIFY_ANNOTATION, given.get("requested").asText());
    }
    if (given.has("status")) {
      backup.setStatus(
          Serialization.unmarshal(given.get("status").toString(), EtcdBackupStatus.class));
    } else {
      backup.setStatus(
          Serialization.unmarshal(
              "{\"phase\": \"Completed\", \"snapshotTime\": \"%1$s\", \"completionTime\": \"%1$s\", \"compressedSize\": 1000, \"verification\": {\"level\": \"%2$s\", \"result\": \"Passed\", \"time\": \"%3$s\", \"restoreSeconds\": %4$s}}"
                  .formatted(
                      at.plusSeconds(10),
                      given.path("level").asText("Checksum"),
                      given.path("verified").asText(at.plusSeconds(10).toString()),
                      given.path("level").asText("").equals("Restore") ? "12.5" : "null"),
              EtcdBackupStatus.class));
    }
    return backup;
  }

  private static String action(EtcdBackupSchedule schedule, String cluster, Action action) {
    return switch (action) {
      case Action.Start start ->
          "start "
              + ScheduledBackup.name(schedule, cluster, start.scheduledAt())
              + ", attempt "
              + start.attempt();
      case Action.Cancel cancel -> "cancel " + cancel.backup();
      case Action.Remove remove -> "remove " + remove.backup() + ": " + remove.why();
      case Action.Verify verify ->
          "verify " + verify.backup() + (verify.restores() ? " by a restore" : " by its checksum");
    };
  }

  private static Map<String, @Nullable Object> shown(EtcdBackupScheduleStatus status) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("cluster", status.cluster());
    shown.put("lastScheduleTime", status.lastScheduleTime());
    shown.put("nextScheduleTime", status.nextScheduleTime());
    shown.put("lastSuccessfulTime", status.lastSuccessfulTime());
    shown.put("lastSuccessfulBackup", status.lastSuccessfulBackup());
    shown.put("lastVerifiedTime", status.lastVerifiedTime());
    shown.put("lastFailure", status.lastFailure());
    shown.put("active", status.active());
    shown.put("retained", status.retained());
    shown.put("retainedBytes", status.retainedBytes());
    shown.put("missed", status.missed());
    shown.put("observedRPO", status.observedRPO());
    shown.put("observedRTO", status.observedRTO());
    shown.put(
        "verifying",
        status.clusters().stream()
            .map(ScheduledClusterStatus::verifying)
            .filter(name -> name != null)
            .toList());
    for (Condition condition : status.conditions()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("status", condition.status());
      one.put("reason", condition.reason());
      one.put("message", condition.message());
      shown.put(condition.type(), one);
    }
    return shown;
  }
}
