package io.keelson.operator.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.resource.BackupJobs;
import io.keelson.operator.resource.BackupSubject;
import io.keelson.operator.resource.JobOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one case shows: a backup, its cluster and its jobs, as real objects made from a few words.
 * What a case does not say is as for a backup that nothing stands in the way of.
 */
final class BackupScene {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final Set<String> WORDS =
      Set.of("metadata", "spec", "status", "cluster", "jobs", "secrets", "claims", "namespace");
  private static final Set<String> JOB_WORDS =
      Set.of("purpose", "number", "created", "state", "failure", "terminating", "pod", "ended");
  private static final JsonNodeFactory TREES = JsonNodeFactory.instance;

  /** A time that lies back, as in {@code created: -10m}, or ahead, as in {@code +10m}. */
  private static final Pattern AGO = Pattern.compile("(?<=: )([-+])([0-9]+[smhd])(?=[ ,}\\]\\n])");

  private final JsonNode given;
  private final EtcdBackup backup;
  private final @Nullable EtcdCluster cluster;

  private BackupScene(JsonNode given) {
    this.given = given;
    this.backup = backup(given);
    this.cluster = cluster(given.path("cluster"));
  }

  static BackupScene of(String text) {
    String dated =
        AGO.matcher(text)
            .replaceAll(
                match -> {
                  var length = Durations.parse(match.group(2));
                  Instant time = match.group(1).equals("-") ? NOW.minus(length) : NOW.plus(length);
                  return "\"" + time + "\"";
                });
    JsonNode read = Serialization.unmarshal(dated, JsonNode.class);
    JsonNode given = read == null ? TREES.objectNode() : read; // nothing but the first line
    check(given, WORDS);
    return new BackupScene(given);
  }

  private static void check(JsonNode given, Set<String> words) {
    given
        .properties()
        .forEach(
            entry -> {
              if (!words.contains(entry.getKey())) {
                throw new IllegalArgumentException("nobody knows the word " + entry.getKey());
              }
            });
  }

  private static ObjectNode with(ObjectNode usual, JsonNode given) {
    given.properties().forEach(entry -> usual.set(entry.getKey(), entry.getValue()));
    return usual;
  }

  private static EtcdBackup backup(JsonNode given) {
    ObjectNode metadata = TREES.objectNode();
    metadata
        .put("name", "nightly")
        .put("namespace", "shop")
        .put("uid", "0badcafe-1")
        .put("generation", 1);
    ObjectNode spec = TREES.objectNode();
    spec.putObject("clusterRef").put("name", "db");
    ObjectNode s3 = spec.putObject("target").putObject("s3");
    s3.put("bucket", "backups").put("credentialsSecretRef", "store");
    ObjectNode whole = TREES.objectNode();
    whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", "EtcdBackup");
    whole.set("metadata", with(metadata, given.path("metadata")));
    spec = with(spec, given.path("spec"));
    if (spec.has("external")) {
      spec.remove("clusterRef");
    }
    whole.set("spec", spec);
    if (given.has("status")) {
      whole.set("status", given.path("status"));
    }
    return Serialization.unmarshal(whole.toString(), EtcdBackup.class);
  }

  private static @Nullable EtcdCluster cluster(JsonNode given) {
    if (given.asText().equals("none")) {
      return null;
    }
    check(given, Set.of("metadata", "spec", "status"));
    ObjectNode metadata = TREES.objectNode();
    metadata.put("name", "db").put("namespace", "shop").put("uid", "cluster-1");
    ObjectNode spec = TREES.objectNode();
    spec.put("replicas", 3).put("version", "3.7.1");
    ObjectNode status = TREES.objectNode();
    status.put("clusterID", "00000000000000c1");
    ObjectNode whole = TREES.objectNode();
    whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", "EtcdCluster");
    whole.set("metadata", with(metadata, given.path("metadata")));
    whole.set("spec", with(spec, given.path("spec")));
    whole.set("status", with(status, given.path("status")));
    return Serialization.unmarshal(whole.toString(), EtcdCluster.class);
  }

  BackupFacts facts() {
    List<Job> jobs = new ArrayList<>();
    List<Pod> pods = new ArrayList<>();
    for (JsonNode one : given.path("jobs")) {
      check(one, JOB_WORDS);
      Job job = job(one);
      jobs.add(job);
      if (!one.path("pod").asText().equals("none")) {
        pods.add(pod(job, one));
      }
    }
    return new BackupFacts(
        backup,
        cluster,
        JobsSeen.of(backup.getMetadata().getUid(), jobs, pods),
        found(),
        given.path("namespace").asText().equals("ending"),
        NOW);
  }

  private Needs.Found found() {
    Map<String, Set<String>> secrets = new HashMap<>();
    secrets.put("store", Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
    Set<String> unseen = new HashSet<>();
    given
        .path("secrets")
        .properties()
        .forEach(
            entry -> {
              secrets.remove(entry.getKey());
              Set<String> keys = new HashSet<>();
              entry.getValue().forEach(key -> keys.add(key.asText()));
              if (entry.getValue().asText().equals("forbidden")) {
                unseen.add(entry.getKey());
              } else if (!entry.getValue().asText().equals("none")) {
                secrets.put(entry.getKey(), keys);
              }
            });
    Set<String> claims = new HashSet<>();
    given.path("claims").forEach(claim -> claims.add(claim.asText()));
    return new Needs.Found(secrets, claims, unseen);
  }

  private Job job(JsonNode words) {
    JobOrder.Purpose purpose =
        JobOrder.Purpose.valueOf(words.path("purpose").asText("save").toUpperCase(Locale.ROOT));
    JobOrder order =
        new JobOrder(
            purpose, words.path("number").asInt(1), backup.getSpec().verify().level(), 3_600);
    var resolved = BackupFacts.resolve(backup, cluster).orElseThrow();
    Job job =
        BackupJobs.build(
            new BackupSubject(
                backup,
                cluster,
                Objects.requireNonNull(resolved.target()),
                resolved.encryption(),
                "etcd-backup:test",
                "cluster.local"),
            order);
    String created = words.path("created").asText(NOW.minusSeconds(30).toString());
    JobStatusBuilder status = new JobStatusBuilder();
    switch (words.path("state").asText("running")) {
      case "complete" ->
          status.addNewCondition().withType("Complete").withStatus("True").endCondition();
      case "failed" ->
          status
              .addNewCondition()
              .withType("Failed")
              .withStatus("True")
              .withReason(words.path("failure").asText("BackoffLimitExceeded"))
              .endCondition();
      default -> status.withActive(1);
    }
    return new JobBuilder(job)
        .editMetadata()
        .withUid("job-" + order.number())
        .withCreationTimestamp(created)
        .withDeletionTimestamp(words.path("terminating").asBoolean() ? NOW.toString() : null)
        .endMetadata()
        .withStatus(status.build())
        .build();
  }

  private static Pod pod(Job job, JsonNode words) {
    PodStatusBuilder status = new PodStatusBuilder().withPhase("Running");
    List<ContainerStatus> first = new ArrayList<>();
    words
        .path("ended")
        .properties()
        .forEach(entry -> first.add(ended(entry.getKey(), entry.getValue())));
    status.withInitContainerStatuses(first);
    trouble(status, words.path("pod"));
    PodStatus built = status.build();
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(job.getMetadata().getName() + "-x")
                .withCreationTimestamp(job.getMetadata().getCreationTimestamp())
                .addNewOwnerReference()
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .endOwnerReference()
                .build())
        .withStatus(built)
        .build();
  }

  private static ContainerStatus ended(String name, JsonNode words) {
    check(words, Set.of("exit", "result", "text", "reason"));
    String message =
        words.has("result") ? words.path("result").toString() : words.path("text").asText("");
    return new ContainerStatusBuilder()
        .withName(name)
        .withState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(words.path("exit").asInt(0))
                .withMessage(message)
                .withReason(words.path("reason").asText("Completed"))
                .endTerminated()
                .build())
        .build();
  }

  private static void trouble(PodStatusBuilder status, JsonNode words) {
    if (words.has("unscheduled")) {
      status.addToConditions(
          new PodConditionBuilder()
              .withType("PodScheduled")
              .withStatus("False")
              .withMessage(words.path("unscheduled").asText())
              .build());
    }
    for (String kind : List.of("ImagePullBackOff", "CreateContainerConfigError")) {
      if (words.has(kind)) {
        status.addToContainerStatuses(
            new ContainerStatusBuilder()
                .withName("save")
                .withImage("etcd-backup:test")
                .withState(
                    new ContainerStateBuilder()
                        .withNewWaiting()
                        .withReason(kind)
                        .withMessage(words.path(kind).asText())
                        .endWaiting()
                        .build())
                .build());
      }
    }
  }
}
