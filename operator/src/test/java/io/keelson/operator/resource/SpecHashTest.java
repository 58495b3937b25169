package io.keelson.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.operator.api.EtcdCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecHashTest {
  private static final String BASE = "\"version\": \"3.6.1\"";

  private static String hash(String more) {
    EtcdCluster cluster = Clusters.with(BASE + more);
    return MemberPod.specHash(cluster, Effective.derive(cluster, "image:1", Effective.DOMAIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"replicas\": 5",
        ", \"replicas\": 1",
        ", \"paused\": true",
        ", \"hibernate\": true",
        ", \"reclaimPolicy\": \"Delete\"",
        ", \"progressDeadline\": \"1m\"",
        ", \"storage\": {\"retainRemovedFor\": \"1h\", \"storageClassName\": \"fast\"}",
        ", \"tls\": {\"rotation\": {\"validity\": \"60d\"}}",
        ", \"services\": {\"client\": {\"type\": \"NodePort\"}}",
        ", \"networkPolicy\": {\"enabled\": true}",
        ", \"monitoring\": {\"rules\": {\"enabled\": true}}",
        ", \"disruption\": {\"enabled\": false}",
        ", \"repair\": {\"policy\": \"None\"}",
        ", \"upgrade\": {\"canarySoak\": \"1h\"}",
        ", \"options\": {}, \"probes\": {}, \"scheduling\": {}",
      })
  void whatIsLiveRollsNobody(String change) {
    assertThat(hash(change)).isEqualTo(hash(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"image\": {\"tag\": \"2\"}",
        ", \"image\": {\"pullPolicy\": \"Never\"}",
        ", \"clusterDomain\": \"other\"",
        ", \"storage\": {\"size\": \"4Gi\"}",
        ", \"options\": {\"snapshotCount\": 5}",
        ", \"options\": {\"quotaBackendBytes\": \"1Gi\"}",
        ", \"options\": {\"extraArgs\": {\"pre-vote\": \"true\"}}",
        ", \"featureGates\": {\"A\": true}",
        ", \"tls\": {\"client\": {\"selfSigned\": {}}}",
        ", \"tls\": {\"peer\": {\"selfSigned\": {}}}",
        ", \"resources\": {\"limits\": {\"memory\": \"3Gi\"}}",
        ", \"scheduling\": {\"nodeSelector\": {\"a\": \"b\"}}",
        ", \"unsafe\": {\"allowCoLocation\": true}",
        ", \"podTemplate\": {\"labels\": {\"a\": \"b\"}}",
        ", \"probes\": {\"liveness\": true}",
      })
  void whatIsInThePodRollsIt(String change) {
    assertThat(hash(change)).isNotEqualTo(hash(""));
  }

  @Test
  void theVersionRolls() {
    EtcdCluster cluster = Clusters.with("\"version\": \"3.6.2\"");
    Effective effective = Effective.derive(cluster, "image:1", Effective.DOMAIN);
    assertThat(MemberPod.specHash(cluster, effective)).isNotEqualTo(hash(""));
  }

  @Test
  void theOrderOfKeysDoesNotMatter() {
    String one = "\"podTemplate\": {\"labels\": {\"a\": \"1\", \"b\": \"2\"}}";
    String two = "\"resources\": {\"requests\": {\"memory\": \"1Gi\", \"cpu\": \"1\"}}";
    String other =
        "\"resources\": {\"requests\": {\"cpu\": \"1\", \"memory\": \"1Gi\"}},"
            + " \"podTemplate\": {\"labels\": {\"b\": \"2\", \"a\": \"1\"}}";
    assertThat(hash(", " + one + ", " + two)).isEqualTo(hash(", " + other));
  }

  @Test
  void certificatesOfAnotherSourceInTheSameSecretsRollNobody() {
    assertThat(
            hash(
                ", \"tls\": {\"client\": {\"certManager\": {\"issuerRef\": {\"name\": \"i\"}},"
                    + " \"extraSANs\": [\"a\"]}}"))
        .isEqualTo(hash(", \"tls\": {\"client\": {\"selfSigned\": {}}}"));
  }

  @Test
  void membersRestartWhenTheTokenChanges() {
    EtcdCluster cluster = Clusters.with(BASE);
    Effective effective = Effective.derive(cluster, "image:1", Effective.DOMAIN);
    assertThat(MemberPod.specHash(cluster, effective.withRestartToken("ca-2")))
        .isNotEqualTo(MemberPod.specHash(cluster, effective))
        .hasSize(16);
  }
}
