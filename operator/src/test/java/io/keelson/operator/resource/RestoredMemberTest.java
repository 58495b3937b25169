package io.keelson.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pod of a first member with restored data, and the service that keeps clients out. */
final class RestoredMemberTest {
  private static final String RESTORE =
      "status: {clusterToken: r1-2, incarnation: 2, restore: {stage: %s, incarnation: 2,"
          + " lastKnownRevision: '900', order: {uid: r1, kind: InPlace, revisionBump: '5',"
          + " source: {key: shop/db/one, sha256: ab, target: {s3: {bucket: keep,"
          + " credentialsSecretRef: cred, caBundleRef: ca}},"
          + " encryption: {age: {recipientSecretRef: pub, identitySecretRef: priv}}}}}}";

  private static EtcdCluster cluster(String status) {
    return Serialization.unmarshal(
        "apiVersion: etcd.keelson.dev/v1alpha1\nkind: EtcdCluster\n"
            + "metadata: {name: db, namespace: shop, uid: cluster-1}\n"
            + "spec: {replicas: 3, version: 3.7.1}\n"
            + status,
        EtcdCluster.class);
  }

  private static EtcdMember member(String role, String status) {
    return Serialization.unmarshal(
        "apiVersion: etcd.keelson.dev/v1alpha1\nkind: EtcdMember\n"
            + "metadata: {name: db-0, namespace: shop, uid: record-0}\n"
            + "spec: {clusterName: db, slot: 0, incarnation: 2, memberName: db-0, role: "
            + role
            + "}\nstatus: "
            + status,
        EtcdMember.class);
  }

  private static Pod pod(EtcdCluster cluster, EtcdMember member) {
    return MemberPod.build(cluster, member, Effective.derive(cluster, "node:1", Effective.DOMAIN));
  }

  private static List<String> inits(Pod pod) {
    return pod.getSpec().getInitContainers().stream().map(Container::getName).toList();
  }

  @Test
  void theFirstMemberGetsItsDataBeforeItStarts() {
    Pod pod = pod(cluster(RESTORE.formatted("Seeding")), member("Restored", "{}"));
    assertThat(inits(pod)).containsExactly("marker", "restore");
    Container restore = pod.getSpec().getInitContainers().get(1);
    assertThat(restore.getArgs()).containsExactly("restore");
    String text = restore.getEnv().getFirst().getValue();
    JsonNode request = Serialization.unmarshal(text, JsonNode.class);
    assertThat(request.at("/restore/id").asText()).isEqualTo("r1");
    assertThat(request.at("/restore/token").asText()).isEqualTo("r1-2");
    assertThat(request.at("/restore/revisionBump").asInt()).isEqualTo(5);
    assertThat(request.at("/restore/initialCluster").asText())
        .isEqualTo("db-0=http://db-0.db-peer.shop.svc.cluster.local:2380");
    assertThat(request.at("/key").asText()).isEqualTo("shop/db/one");
    assertThat(request.at("/encryption/type").asText()).isEqualTo("age");
    assertThat(request.at("/target/s3/bucket").asText()).isEqualTo("keep");
    assertThat(text).as("secrets are mounted, not told").doesNotContain("cred", "priv");
    assertThat(restore.getVolumeMounts().stream().map(VolumeMount::getMountPath))
        .contains(
            "/etc/keelson/credentials",
            "/etc/keelson/store-ca",
            "/etc/keelson/encryption",
            "/var/lib/etcd",
            "/scratch");
    assertThat(pod.getSpec().getContainers().getFirst().getArgs())
        .contains("--initial-cluster-token=r1-2");
  }

  @Test
  void aSurvivorIsRecovered() {
    Pod pod = pod(cluster(RESTORE.formatted("Seeding")), member("Recovered", "{}"));
    assertThat(pod.getSpec().getInitContainers().get(1).getArgs()).containsExactly("recover");
  }

  @Test
  void whoHasStartedNeedsNoDataAndNoSecretsAnyMore() {
    Pod pod =
        pod(cluster(RESTORE.formatted("Done")), member("Restored", "{memberID: b1, phase: Ready}"));
    assertThat(inits(pod)).containsExactly("marker");
    assertThat(pod.getSpec().getVolumes()).noneMatch(v -> v.getName().equals("credentials"));
  }

  @Test
  void aRestoreRollsNobody() {
    EtcdCluster plain = cluster("");
    EtcdCluster restored = cluster(RESTORE.formatted("Done"));
    assertThat(MemberPod.specHash(restored, Effective.derive(restored, "node:1", Effective.DOMAIN)))
        .isEqualTo(MemberPod.specHash(plain, Effective.derive(plain, "node:1", Effective.DOMAIN)));
  }

  @Test
  void clientsAreKeptOutWhileDataIsReplaced() {
    for (String stage : List.of("Fencing", "Seeding", "Growing", "RollingBack", "Failed")) {
      assertThat(selector(stage)).as(stage).containsKey(Names.FENCED_LABEL);
    }
    for (String stage : List.of("Ordered", "Done", "RolledBack", "Refused")) {
      assertThat(selector(stage)).as(stage).doesNotContainKey(Names.FENCED_LABEL);
    }
  }

  private static Map<String, String> selector(String stage) {
    return ClientService.build(cluster(RESTORE.formatted(stage))).getSpec().getSelector();
  }
}
