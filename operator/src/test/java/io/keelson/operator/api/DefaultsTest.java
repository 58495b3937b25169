package io.keelson.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the types put for things not given is what the API server would put. */
final class DefaultsTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static JsonNode schema(String plural) throws IOException {
    String text = Crds.generate().getOrDefault(plural + "." + EtcdCluster.GROUP, "");
    return YAML.readTree(text).at("/spec/versions/0/schema/openAPIV3Schema/properties");
  }

  /** As the API server does: parents before children, and nothing where no default is. */
  private static void addDefaults(JsonNode schema, JsonNode value) {
    if (value instanceof ArrayNode list) {
      list.forEach(item -> addDefaults(schema.path("items"), item));
    }
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        JsonNode preset = property.getValue().get("default");
        if (preset != null && !object.has(property.getKey())) {
          object.set(property.getKey(), preset.deepCopy());
        }
        addDefaults(property.getValue(), object.path(property.getKey()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"version\": \"3.6.1\", \"tls\": {\"client\": {\"selfSigned\": {}}, \"peer\": {}}}",
        "{\"tls\": {\"client\": {\"certManager\": {\"issuerRef\": {\"name\": \"a\"}}}}}",
        "{\"storage\": {}, \"options\": {}, \"scheduling\": {}, \"services\": {\"client\": {}}}",
        "{\"monitoring\": {\"rules\": {}, \"serviceMonitor\": {\"relabelings\": [{}]}}}",
        "{\"repair\": {\"promote\": {}}, \"upgrade\": {}, \"unsafe\": {}, \"image\": {}}",
      })
  void theTypesAddWhatTheSchemaAdds(String given) throws IOException {
    JsonNode value = YAML.readTree(given);
    EtcdClusterSpec straight = Serialization.unmarshal(given, EtcdClusterSpec.class);
    addDefaults(schema("etcdclusters").get("spec"), value);
    assertThat(Serialization.unmarshal(value.toString(), EtcdClusterSpec.class))
        .isEqualTo(straight);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"clusterRef\": {\"name\": \"a\"}}",
        "{\"verify\": {}, \"source\": {}, \"retention\": {}, \"compression\": {}}",
        "{\"target\": {\"s3\": {\"bucket\": \"abc\"}}, \"jobTemplate\": {}, \"throttle\": {}}",
        "{\"copyTo\": [{\"s3\": {\"bucket\": \"abc\"}}], \"verify\": {\"probe\": {}}}",
      })
  void aBackupHasTheDefaultsOfItsSchema(String given) throws IOException {
    JsonNode value = YAML.readTree(given);
    addDefaults(schema("etcdbackups").get("spec"), value);
    assertThat(Serialization.unmarshal(value.toString(), EtcdBackupSpec.class))
        .isEqualTo(Serialization.unmarshal(given, EtcdBackupSpec.class));
  }

  @Test
  void theSchemaHasEveryDefaultOfABackup() throws IOException {
    JsonNode types = YAML.readTree(Serialization.asJson(EtcdBackupSpec.ofCluster("a")));
    JsonNode value = YAML.readTree("{\"clusterRef\": {\"name\": \"a\"}}");
    addDefaults(schema("etcdbackups").get("spec"), value);
    List<String> missing = new ArrayList<>();
    compare("", types, value, missing);
    assertThat(missing).isEmpty();
  }

  @Test
  void aMemberHasTheDefaultsOfItsSchema() throws IOException {
    String given =
        "{\"clusterName\": \"a\", \"slot\": 1, \"incarnation\": 2, \"role\": \"Joiner\"}";
    JsonNode value = YAML.readTree(given);
    addDefaults(schema("etcdmembers").get("spec"), value);
    assertThat(Serialization.unmarshal(value.toString(), EtcdMemberSpec.class))
        .isEqualTo(Serialization.unmarshal(given, EtcdMemberSpec.class));
  }

  @Test
  void theSchemaHasEveryDefaultOfTheTypes() throws IOException {
    // Required, so no default of it is ever seen.
    JsonNode value = YAML.createObjectNode().put("version", "");
    addDefaults(schema("etcdclusters").get("spec"), value);
    JsonNode types = YAML.readTree(Serialization.asJson(EtcdClusterSpec.empty()));
    List<String> missing = new ArrayList<>();
    compare("", types, value, missing);
    assertThat(missing).isEmpty();
  }

  /** An empty list or map is the same as none. */
  private static void compare(String path, JsonNode left, JsonNode right, List<String> missing) {
    for (Map.Entry<String, JsonNode> field : left.properties()) {
      String here = path + "/" + field.getKey();
      JsonNode other = right.path(field.getKey());
      if (field.getValue().isObject()) {
        compare(here, field.getValue(), other, missing);
      } else if (!(field.getValue().isEmpty() && field.getValue().isArray())
          && !field.getValue().toString().equals(other.toString())) {
        missing.add(here);
      }
    }
  }

  @Test
  void anEmptySpecIsTheOneOfTheCode() {
    assertThat(Serialization.unmarshal("{}", EtcdClusterSpec.class))
        .isEqualTo(EtcdClusterSpec.empty());
  }

  @Test
  void fieldsOfANewerVersionAreIgnored() {
    EtcdCluster cluster =
        Serialization.unmarshal(
            """
            apiVersion: etcd.keelson.dev/v1alpha1
            kind: EtcdCluster
            metadata: {name: a, namespace: b}
            spec:
              version: 3.6.1
              invented: {here: 1}
              storage: {size: 1Gi, invented: 2}
              tls: {client: {selfSigned: {invented: 3}}}
            status:
              phase: Running
              invented: [4]
              conditions: [{type: Available, status: "True", reason: Answered, invented: 5}]
            """,
            EtcdCluster.class);
    assertThat(cluster.getSpec().storage().size().getNumericalAmount().longValue())
        .isEqualTo(1L << 30);
    assertThat(cluster.getStatus().condition("Available").map(Condition::status))
        .contains(ConditionStatus.TRUE);
  }

  @Test
  void aStatusSurvivesTheWire() {
    EtcdClusterStatus status =
        EtcdClusterStatus.empty().toBuilder()
            .phase(ClusterPhase.RUNNING)
            .clusterID("0123456789abcdef")
            .conditions(
                List.of(new Condition("Available", ConditionStatus.FALSE, "A", "m", null, 7L)))
            .build();
    assertThat(Serialization.unmarshal(Serialization.asJson(status), EtcdClusterStatus.class))
        .isEqualTo(status);
  }

  /** A patch that is made from a fresh object must not claim fields that nobody set. */
  @Test
  void freshObjectsAreEmpty() {
    assertThat(Serialization.asJson(new EtcdCluster())).doesNotContain("spec", "status");
    assertThat(new EtcdCluster().statusOrEmpty()).isEqualTo(EtcdClusterStatus.empty());
    assertThat(Serialization.asJson(new EtcdBackup())).doesNotContain("spec", "status");
    assertThat(new EtcdBackup().statusOrEmpty()).isEqualTo(EtcdBackupStatus.empty());
    assertThat(Serialization.asJson(new EtcdMember())).doesNotContain("spec", "status");
    assertThat(new EtcdMember().statusOrEmpty()).isEqualTo(EtcdMemberStatus.empty());
  }

  @Test
  void aStatusBuilderTakesOverEveryField() throws ReflectiveOperationException {
    StringBuilder json = new StringBuilder("{\"voters\": 3, \"members\": [{\"slot\": 1}]");
    for (RecordComponent component : EtcdClusterStatus.class.getRecordComponents()) {
      if (component.getType() == String.class) {
        json.append(", \"").append(component.getName()).append("\": \"1\"");
      }
    }
    EtcdClusterStatus status = Serialization.unmarshal(json + "}", EtcdClusterStatus.class);
    assertThat(status.toBuilder().build()).isEqualTo(status);
  }
}
