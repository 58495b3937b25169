package io.keelson.operator.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.api.StorageMedium;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.observe.Seen;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.resource.Names;
import io.keelson.operator.status.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What one case shows: a cluster, and all that there is and that answers, as real objects made from
 * a few words. What a case does not say is as in a healthy cluster at rest.
 */
final class Scene {
  /** When every case takes place. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final String IMAGE = "docker.io/keelson/etcd-node:dev";
  private static final long CLUSTER_ID = 0xc1;
  private static final Set<String> WORDS =
      Set.of(
          "metadata",
          "spec",
          "status",
          "founders",
          "members",
          "roll",
          "without",
          "extra",
          "alarms",
          "claims",
          "nodes",
          "certificates",
          "order",
          "failures",
          "backups",
          "namespace");

  /** A time that lies back, as in {@code since: -10m}. */
  private static final Pattern AGO = Pattern.compile("(?<=: )-([0-9]+[smhd])(?=[,}\\]\\n])");

  private final JsonNode given;
  private final EtcdCluster cluster;
  private final Effective effective;
  private final List<Cast> members = new ArrayList<>();

  private Scene(JsonNode given) {
    this.given = given;
    this.cluster = cluster(given);
    this.effective = Effective.derive(cluster, IMAGE, Effective.DOMAIN);
    int founders = given.path("founders").asInt(cluster.getSpec().replicas());
    for (JsonNode member : given.path("members")) {
      members.add(new Cast(cluster, effective, member, founders));
    }
  }

  /** Reads a case; a word that nobody knows is an error. */
  static Scene of(String text) {
    String dated =
        AGO.matcher(text)
            .replaceAll(match -> "\"" + NOW.minus(Durations.parse(match.group(1))) + "\"");
    JsonNode given = Serialization.unmarshal(dated, JsonNode.class);
    Cast.check(given, WORDS);
    return new Scene(given);
  }

  EtcdCluster cluster() {
    return cluster;
  }

  Effective effective() {
    return effective;
  }

  /** Records of members. */
  List<EtcdMember> records() {
    return members.stream().map(Cast::record).toList();
  }

  /** All that the operator would see. */
  Seen seen() {
    List<Pod> pods = members.stream().flatMap(member -> member.pod().stream()).toList();
    return new Seen(
        cluster,
        effective,
        records(),
        pods,
        claims(),
        nodes(),
        survey(),
        NOW,
        backups(),
        isNamespaceEnding(),
        order());
  }

  /** The restore that the cluster is asked for; its kind and uid, or more of it. */
  Optional<RestoreOrder> order() {
    JsonNode said = given.path("order");
    return said.isMissingNode()
        ? Optional.empty()
        : Optional.of(Serialization.unmarshal(said.toString(), RestoreOrder.class));
  }

  private boolean isNamespaceEnding() {
    return given.path("namespace").asText().equals("ending");
  }

  /** As they are in Kubernetes, but for what is the same in all of them. */
  private List<EtcdBackup> backups() {
    List<EtcdBackup> backups = new ArrayList<>();
    for (JsonNode one : given.path("backups")) {
      Cast.check(one, Set.of("metadata", "status"));
      ObjectNode whole = JsonNodeFactory.instance.objectNode();
      whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", "EtcdBackup");
      whole.set("metadata", one.path("metadata"));
      whole.putObject("spec").putObject("clusterRef").put("name", "db");
      whole.set("status", with(JsonNodeFactory.instance.objectNode(), one.path("status")));
      backups.add(Serialization.unmarshal(whole.toString(), EtcdBackup.class));
    }
    return backups;
  }

  /** What the keeper of certificates said; plaintext when the case says nothing. */
  Report.Certificates certificates() {
    JsonNode said = given.path("certificates");
    return said.isMissingNode()
        ? Report.Certificates.none()
        : new Report.Certificates(
            true, List.of(), said.path("reason").asText(""), said.path("message").asText(""));
  }

  /** Members can be started. */
  boolean certificatesReady() {
    return given.path("certificates").path("ready").asBoolean(true);
  }

  /** What went wrong while the plan was carried out. */
  List<Report.Failure> failures() {
    List<Report.Failure> failures = new ArrayList<>();
    for (JsonNode one : given.path("failures")) {
      failures.add(new Report.Failure(one.path("reason").asText(), one.path("message").asText()));
    }
    return failures;
  }

  /** By node, its zone, where it is known. */
  Map<String, String> zones() {
    Map<String, String> zones = new TreeMap<>();
    nodes()
        .forEach(
            (node, state) -> {
              if (!state.zone().isEmpty()) {
                zones.put(node, state.zone());
              }
            });
    return zones;
  }

  private static EtcdCluster cluster(JsonNode given) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode metadata = json.objectNode();
    metadata.put("name", "db").put("namespace", "shop").put("uid", "cluster-1");
    metadata.put("generation", 1);
    ObjectNode spec = json.objectNode();
    spec.put("replicas", 3).put("version", "3.7.1");
    ObjectNode status = json.objectNode();
    status.put("clusterID", "%016x".formatted(CLUSTER_ID));
    ObjectNode whole = json.objectNode();
    whole.put("apiVersion", "etcd.keelson.dev/v1alpha1").put("kind", "EtcdCluster");
    whole.set("metadata", with(metadata, given.path("metadata")));
    whole.set("spec", with(spec, given.path("spec")));
    whole.set("status", with(status, given.path("status")));
    return Serialization.unmarshal(whole.toString(), EtcdCluster.class);
  }

  private static ObjectNode with(ObjectNode usual, JsonNode given) {
    given.properties().forEach(entry -> usual.set(entry.getKey(), entry.getValue()));
    return usual;
  }

  private List<PersistentVolumeClaim> claims() {
    List<PersistentVolumeClaim> claims = new ArrayList<>();
    if (cluster.getSpec().storage().medium() == StorageMedium.DISK) {
      members.forEach(member -> member.claim().ifPresent(claims::add));
    }
    for (JsonNode one : given.path("claims")) {
      Cast.check(
          one,
          Set.of("slot", "incarnation", "of", "retainUntil", "terminating", "quarantine", "was"));
      claims.add(Cast.claim(cluster, effective, one));
    }
    return claims;
  }

  private Map<String, Seen.NodeState> nodes() {
    Map<String, Seen.NodeState> nodes = new TreeMap<>();
    given
        .path("nodes")
        .properties()
        .forEach(
            entry -> {
              boolean lost = entry.getValue().asText().equals("lost");
              String zone = lost ? "" : entry.getValue().asText();
              nodes.put(entry.getKey(), new Seen.NodeState(!lost, zone));
            });
    return nodes;
  }

  private Survey survey() {
    long leader =
        members.stream().filter(Cast::leads).mapToLong(Cast::listedId).findFirst().orElse(0);
    Map<String, Poll> answers = new TreeMap<>();
    for (Cast member : members) {
      member
          .poll(leader, CLUSTER_ID)
          .ifPresent(poll -> answers.put(member.record().getSpec().memberName(), poll));
    }
    boolean listed =
        !given.path("roll").asText().equals("unknown")
            && answers.values().stream().anyMatch(poll -> poll.serving() && !poll.learner());
    return listed
        ? new Survey(answers, Map.of(), true, listing(), alarms())
        : new Survey(answers, Map.of(), false, List.of(), List.of());
  }

  private List<Survey.Listed> listing() {
    List<Survey.Listed> listing = new ArrayList<>();
    List<Integer> without = new ArrayList<>();
    given.path("without").forEach(slot -> without.add(slot.asInt()));
    for (Cast member : members) {
      if (member.listedId() != 0 && !without.contains(member.record().getSpec().slot())) {
        listing.add(member.listed());
      }
    }
    for (JsonNode one : given.path("extra")) {
      Cast.check(one, Set.of("id", "slot", "url", "learner"));
      String url =
          one.has("slot")
              ? Names.peerUrl(
                  cluster,
                  Names.member(cluster, one.path("slot").asInt()),
                  effective.clusterDomain())
              : one.path("url").asText();
      long id = Long.parseUnsignedLong(one.path("id").asText(), 16);
      listing.add(
          new Survey.Listed(id, "other", List.of(url), one.path("learner").asBoolean(false)));
    }
    return listing;
  }

  private List<Survey.Raised> alarms() {
    List<Survey.Raised> alarms = new ArrayList<>();
    given
        .path("alarms")
        .properties()
        .forEach(
            entry ->
                alarms.add(
                    new Survey.Raised(
                        Long.parseUnsignedLong(entry.getKey(), 16), entry.getValue().asText())));
    return alarms;
  }

  /** Present when the case says so. */
  static Optional<String> text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
  }
}
