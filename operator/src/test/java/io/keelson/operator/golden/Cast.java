package io.keelson.operator.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.MemberRole;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.resource.DataClaim;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.resource.MemberPod;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One member of a case: its record, its pod, its claim and what it answers. */
final class Cast {
  private static final long RAFT_INDEX = 100_000;
  private static final long QUOTA = 6L << 30;
  private static final Set<String> WORDS =
      Set.of(
          "slot",
          "incarnation",
          "role",
          "id",
          "listed",
          "phase",
          "ready",
          "since",
          "pod",
          "started",
          "hash",
          "node",
          "claim",
          "poll",
          "lag",
          "version",
          "quota",
          "answersFor",
          "decommission",
          "deleted",
          "recreated",
          "recreatedAt",
          "identity",
          "restore",
          "tries",
          "quarantine",
          "revision");

  private final EtcdCluster cluster;
  private final Effective effective;
  private final JsonNode given;
  private final EtcdMember record;

  /**
   * A member.
   *
   * @param founders with how many the cluster is founded, for seeds of one that is not yet
   */
  Cast(EtcdCluster cluster, Effective effective, JsonNode given, int founders) {
    check(given, WORDS);
    this.cluster = cluster;
    this.effective = effective;
    this.given = given;
    this.record = record(founders);
  }

  /** A word that nobody knows is a mistake in the case. */
  static void check(JsonNode given, Set<String> words) {
    Set<String> unknown = new TreeSet<>();
    given.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(words);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(unknown + " means nothing; known words: " + words);
    }
  }

  EtcdMember record() {
    return record;
  }

  private int slot() {
    return given.path("slot").asInt();
  }

  private String name() {
    return Names.member(cluster, slot());
  }

  private String word(String key, String usual) {
    return Scene.text(given.path(key)).orElse(usual);
  }

  /** How it answers: as leader, follower, learner, or one that knows no leader; or not at all. */
  private String role() {
    boolean runs = given.path("pod").isMissingNode() || word("pod", "").equals("running");
    return word("poll", runs ? "follower" : "none");
  }

  boolean leads() {
    return role().equals("leader");
  }

  /** Its identity in the cluster's own list, 0: none. */
  long listedId() {
    String recorded = word("id", usualId());
    String listed = word("listed", recorded);
    return listed.equals("none") ? 0 : Long.parseUnsignedLong(listed, 16);
  }

  private String usualId() {
    return "a" + (slot() + 1);
  }

  private EtcdMember record(int founders) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    int incarnation = given.path("incarnation").asInt(1);
    String role = word("role", incarnation > 1 ? "Joiner" : "Seed");
    ObjectNode metadata = json.objectNode();
    metadata.put("name", name()).put("namespace", "shop").put("uid", "record-" + slot());
    if (given.path("deleted").asBoolean(false)) {
      metadata.put("deletionTimestamp", Scene.NOW.toString());
    }
    if (given.has("identity")) {
      metadata.putObject("labels").put(Names.IDENTITY_LABEL, word("identity", ""));
    }
    ObjectNode spec = json.objectNode();
    spec.put("clusterName", "db").put("memberName", name()).put("slot", slot());
    spec.put("incarnation", incarnation).put("role", role);
    spec.put("decommission", given.path("decommission").asBoolean(false) ? "Remove" : "None");
    if (!role.equals("Joiner")) {
      spec.put(
          "initialCluster",
          (role.equals("Recovered") ? IntStream.of(slot()) : IntStream.range(0, founders))
              .mapToObj(slot -> Names.member(cluster, slot))
              .map(seed -> seed + "=" + Names.peerUrl(cluster, seed, effective.clusterDomain()))
              .collect(Collectors.joining(",")));
    }
    ObjectNode whole = json.objectNode();
    whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", "EtcdMember");
    whole.set("metadata", metadata);
    whole.set("spec", spec);
    whole.set("status", status(incarnation));
    return Serialization.unmarshal(whole.toString(), EtcdMember.class);
  }

  private ObjectNode status(int incarnation) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    String id = word("id", usualId());
    if (!id.equals("none")) {
      status.put("memberID", id);
    }
    String healthy = role().equals("learner") ? "Learner" : "Ready";
    String usual = id.equals("none") ? "Provisioning" : "Repairing";
    boolean answers = !role().equals("none") && !role().equals("leaderless");
    status.put("phase", word("phase", answers && !id.equals("none") ? healthy : usual));
    status.put("lastTransition", word("since", ago(Duration.ofHours(1))));
    if (!word("claim", "bound").equals("none")) {
      status.put("pvcName", Names.claim(name(), incarnation));
    }
    if (given.has("recreated")) {
      status.put("recreateCount", given.path("recreated").asInt());
      status.put("recreatedAt", word("recreatedAt", ago(Duration.ofMinutes(12))));
    }
    return status;
  }

  private static String ago(Duration span) {
    return Scene.NOW.minus(span).toString();
  }

  /** Its claim, when there is one. */
  Optional<PersistentVolumeClaim> claim() {
    PersistentVolumeClaimBuilder claim =
        new PersistentVolumeClaimBuilder(DataClaim.build(cluster, record));
    if (given.has("quarantine")) {
      putAside(claim, word("quarantine", ""), word("id", usualId()));
    }
    String word = word("claim", "bound");
    switch (word) {
      case "none", "gone" -> {
        return Optional.empty();
      }
      case "bound" -> claim.withNewStatus().withPhase("Bound").endStatus();
      case "lost" -> claim.withNewStatus().withPhase("Lost").endStatus();
      case "small" ->
          claim
              .editSpec()
              .editResources()
              .addToRequests("storage", new Quantity("4Gi"))
              .endResources()
              .endSpec();
      case "resizing" ->
          claim
              .withNewStatus()
              .withPhase("Bound")
              .addToCapacity("storage", new Quantity("4Gi"))
              .endStatus();
      case "terminating" ->
          claim.editMetadata().withDeletionTimestamp(ago(Duration.ofSeconds(9))).endMetadata();
      default -> throw new IllegalArgumentException("claim: " + word);
    }
    return Optional.of(claim.build());
  }

  /** A claim that no member of the case uses. */
  static PersistentVolumeClaim claim(EtcdCluster cluster, Effective effective, JsonNode given) {
    ObjectNode member = JsonNodeFactory.instance.objectNode();
    member.set("slot", given.path("slot"));
    member.set("incarnation", given.path("incarnation"));
    PersistentVolumeClaimBuilder claim =
        new PersistentVolumeClaimBuilder(
            DataClaim.build(cluster, new Cast(cluster, effective, member, 1).record()));
    if (given.has("of")) {
      claim
          .editMetadata()
          .addToAnnotations(Names.CLUSTER_UID_ANNOTATION, given.path("of").asText())
          .endMetadata();
    }
    if (given.has("quarantine")) {
      putAside(claim, given.path("quarantine").asText(), given.path("was").asText());
    }
    if (given.has("retainUntil")) {
      claim
          .editMetadata()
          .addToAnnotations(Names.RETAIN_UNTIL_ANNOTATION, given.path("retainUntil").asText())
          .endMetadata();
    }
    if (given.path("terminating").asBoolean(false)) {
      claim.editMetadata().withDeletionTimestamp(ago(Duration.ofSeconds(9))).endMetadata();
    }
    return claim.build();
  }

  private static void putAside(PersistentVolumeClaimBuilder claim, String restore, String was) {
    claim
        .editMetadata()
        .addToLabels(Names.ROLE_LABEL, Names.QUARANTINE)
        .addToLabels(Names.RESTORE_LABEL, restore)
        .addToAnnotations(Names.RETAIN_UNTIL_ANNOTATION, Scene.NOW.plusSeconds(3_600).toString())
        .endMetadata();
    if (!was.isEmpty()) {
      claim.editMetadata().addToAnnotations(Names.MEMBER_ID_ANNOTATION, was).endMetadata();
    }
  }

  /** Its pod, when there is one: one word, or a word with what is said about it. */
  Optional<Pod> pod() {
    JsonNode said = given.path("pod");
    String word = said.isObject() ? said.fieldNames().next() : word("pod", "running");
    String message = said.isObject() ? said.path(word).asText() : "";
    if (word.equals("none")) {
      return Optional.empty();
    }
    PodBuilder pod = new PodBuilder(MemberPod.build(cluster, record, effective));
    pod.editMetadata()
        .withUid("pod-" + slot())
        .withCreationTimestamp(word("started", ago(Duration.ofHours(1))))
        .addToAnnotations(Names.VERSION_ANNOTATION, version())
        .endMetadata();
    if (word("hash", "current").equals("old")) {
      pod.editMetadata().addToAnnotations(Names.SPEC_HASH_ANNOTATION, "0ld").endMetadata();
    }
    if (word.equals("terminating")) {
      pod.editMetadata().withDeletionTimestamp(ago(Duration.ofSeconds(9))).endMetadata();
    }
    if (!word.equals("unscheduled")) {
      pod.editSpec().withNodeName(word("node", "node" + slot())).endSpec();
    }
    return Optional.of(pod.withStatus(status(word, message)).build());
  }

  private PodStatus status(String word, String message) {
    PodStatusBuilder status = new PodStatusBuilder().withPhase("Running");
    ContainerStatusBuilder server = new ContainerStatusBuilder().withName(Names.CONTAINER);
    ContainerStatusBuilder marker = new ContainerStatusBuilder().withName(Names.MARKER_CONTAINER);
    switch (word) {
      case "running", "terminating" ->
          server
              .withNewState()
              .withNewRunning(word("started", ago(Duration.ofHours(1))))
              .endState();
      case "starting" -> server.withNewState().withNewWaiting("", "ContainerCreating").endState();
      case "failing" -> waiting(server, "CrashLoopBackOff", message);
      case "image" -> waiting(server, "ImagePullBackOff", message);
      case "marker" ->
          marker
              .withNewState()
              .withNewTerminated()
              .withExitCode(1)
              .withMessage(message)
              .endTerminated()
              .endState();
      case "ended" ->
          status.withPhase("Failed").withReason(message.isEmpty() ? "Evicted" : message);
      case "unscheduled" ->
          status
              .withPhase("Pending")
              .addNewCondition()
              .withType("PodScheduled")
              .withStatus("False")
              .withMessage(message.isEmpty() ? "0/3 nodes are available" : message)
              .endCondition();
      default -> throw new IllegalArgumentException("pod: " + word);
    }
    if (given.path("ready").asBoolean(false)) {
      status.addNewCondition().withType("Ready").withStatus("True").endCondition();
    }
    if (given.has("restore")) {
      status.addToInitContainerStatuses(restoring());
    }
    return status
        .addToInitContainerStatuses(marker.build())
        .withContainerStatuses(server.build())
        .build();
  }

  /** The container that brings the data: what it said, or that it works. */
  private ContainerStatus restoring() {
    JsonNode said = given.path("restore");
    String word = said.isObject() ? said.fieldNames().next() : word("restore", "");
    String message = said.isObject() ? said.path(word).asText() : "";
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(Names.RESTORE_CONTAINER)
            .withRestartCount(given.path("tries").asInt(0));
    switch (word) {
      case "works" -> status.withNewState().withNewRunning(ago(Duration.ofSeconds(9))).endState();
      case "done", "failed", "hopeless" ->
          status
              .withNewState()
              .withNewTerminated()
              .withExitCode(word.equals("done") ? 0 : word.equals("failed") ? 1 : 2)
              .withMessage(message)
              .endTerminated()
              .endState();
      default -> throw new IllegalArgumentException("restore: " + word);
    }
    return status.build();
  }

  private static void waiting(ContainerStatusBuilder server, String reason, String message) {
    server.withNewState().withNewWaiting(message, reason).endState();
    if (reason.equals("CrashLoopBackOff") && !message.isEmpty()) {
      server
          .withNewLastState()
          .withNewTerminated()
          .withExitCode(1)
          .withMessage(message)
          .endTerminated()
          .endLastState();
    }
  }

  private String version() {
    return word("version", cluster.getSpec().version());
  }

  /** Its line in the cluster's own list; a member that has not started yet has no name there. */
  Survey.Listed listed() {
    boolean joiner = !record.getSpec().role().equals(MemberRole.SEED);
    boolean unstarted = joiner && word("id", usualId()).equals("none") && role().equals("none");
    boolean learner = role().equals("learner") || word("phase", "").equals("Joining");
    return new Survey.Listed(
        listedId(),
        unstarted ? "" : name(),
        List.of(Names.peerUrl(cluster, name(), effective.clusterDomain())),
        learner);
  }

  /** What it answers, when it does. */
  Optional<Poll> poll(long leader, long clusterId) {
    if (role().equals("none")) {
      return Optional.empty();
    }
    boolean serving = leader != 0 && !role().equals("leaderless");
    long index = RAFT_INDEX - given.path("lag").asLong(0);
    return Optional.of(
        new Poll(
            listedId(),
            given.has("answersFor")
                ? Long.parseUnsignedLong(given.path("answersFor").asText(), 16)
                : clusterId,
            serving ? leader : 0,
            4,
            index,
            index,
            role().equals("learner"),
            serving,
            version(),
            given.path("revision").asLong(9_000),
            QUOTA * given.path("quota").asInt(5) / 100,
            20L << 20,
            QUOTA));
  }
}
