package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.ControlPlane;
import io.keelson.e2e.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes the definitions and refuses, with reasons, what they forbid. */
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrdValidationIT {
  private static final String GROUP = "etcd.keelson.dev";
  private static final String NAMESPACE = "validation";
  private static final String VERSION = "3.6.4";

  private ControlPlane plane;

  static List<ValidationCase> cases() throws IOException {
    return ValidationCase.all();
  }

  @BeforeAll
  void start() throws IOException {
    plane = new ControlPlane(Requires.subject(), Requires.kubernetes()).start();
    plane.createNamespace(NAMESPACE);
    // Client-side apply keeps the whole object in an annotation: they must still fit there.
    plane.kubectl().print("", "apply", "-k", Path.of("..", "crds").toString());
    plane
        .kubectl()
        .print("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=25s");
  }

  @AfterAll
  void stop() {
    if (plane != null) {
      plane.close();
    }
  }

  private Resource<GenericKubernetesResource> resource(ValidationCase given) {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion("v1alpha1")
            .withKind(given.kind())
            .withPlural(given.kind().toLowerCase(Locale.ROOT) + "s")
            .withNamespaced(true)
            .build();
    var object = new GenericKubernetesResource();
    object.setApiVersion(GROUP + "/v1alpha1");
    object.setKind(given.kind());
    object.setMetadata(
        new ObjectMetaBuilder().withName(given.object()).withNamespace(NAMESPACE).build());
    Map<String, Object> base =
        given.kind().equals("EtcdCluster") ? Map.of("version", VERSION) : Map.of();
    object.setAdditionalProperty("spec", ValidationCase.merge(base, given.create()));
    return plane
        .client()
        .genericKubernetesResources(context)
        .inNamespace(NAMESPACE)
        .resource(object);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isJudged(ValidationCase given) {
    Resource<GenericKubernetesResource> resource = resource(given);
    try {
      String refusal = given.update() == null ? create(resource) : update(resource, given.update());
      if (given.refused() == null) {
        assertThat(refusal).isEmpty();
      } else {
        assertThat(refusal).contains(given.refused()).doesNotContain("rule evaluation");
      }
    } finally {
      resource.delete();
    }
  }

  /** What it is refused with; empty where it is accepted. */
  private static String create(Resource<GenericKubernetesResource> resource) {
    try {
      resource.create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String update(
      Resource<GenericKubernetesResource> resource, Map<String, Object> patch) {
    assertThat(create(resource)).as("the object to change").isEmpty();
    try {
      resource.edit(
          object -> {
            Map<String, Object> spec = object.get("spec");
            object.setAdditionalProperty("spec", ValidationCase.merge(spec, patch));
            return object;
          });
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void scalesAndIsListedWithItsColumns() {
    String cluster =
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdCluster
        metadata: {name: scaled, namespace: validation}
        spec: {version: 3.6.4}
        """;
    plane.kubectl().print(cluster, "apply", "-f", "-");
    kubectl("scale", "ec/scaled", "--replicas=5");
    assertThat(kubectl("get", "ec", "scaled", "-o", "jsonpath={.spec.replicas}")).isEqualTo("5");
    Program.Result even =
        plane.kubectl().run("", "-n", NAMESPACE, "scale", "ec/scaled", "--replicas=4");
    assertThat(even.exitCode()).isNotZero();
    assertThat(even.err()).contains("replicas must be odd (1, 3, 5, 7 or 9)");

    String status =
        """
        {"status": {"phase": "Running", "ready": "3/5", "replicas": 5, "selector": "a=b",
         "version": "3.6.4", "leader": {"member": "scaled-1"}, "dbSize": "20480",
         "quota": "2147483648",
         "conditions": [
          {"type": "Available", "status": "True", "reason": "Answered", "message": ""},
          {"type": "Degraded", "status": "False", "reason": "Stable", "message": ""},
          {"type": "Progressing", "status": "True", "reason": "Scaling", "message": "to-5"}]}}
        """;
    kubectl("patch", "ec", "scaled", "--subresource=status", "--type=merge", "-p", status);
    List<String> shown = kubectl("get", "ec", "-o", "wide").lines().toList();
    assertThat(shown.getFirst().split(" +"))
        .containsExactly(
            "NAME",
            "PHASE",
            "READY",
            "VERSION",
            "LEADER",
            "DB",
            "AVAILABLE",
            "QUOTA",
            "DEGRADED",
            "MESSAGE",
            "AGE");
    assertThat(shown.get(1).split(" +"))
        .startsWith(
            "scaled",
            "Running",
            "3/5",
            "3.6.4",
            "scaled-1",
            "20480",
            "True",
            "2147483648",
            "False",
            "to-5");
    assertThat(kubectl("get", "etcd", "-o", "name"))
        .contains("etcdcluster.etcd.keelson.dev/scaled");
    assertThat(kubectl("get", "ec", "--field-selector=status.phase=Failed", "-o", "name"))
        .isEmpty();
    assertThat(
            kubectl(
                "get",
                "--raw",
                "/apis/etcd.keelson.dev/v1alpha1/namespaces/validation"
                    + "/etcdclusters/scaled/scale"))
        .contains("\"selector\":\"a=b\"", "\"replicas\":5");
    kubectl("delete", "ec", "scaled");
  }

  @Test
  void defaultsAreVisible() {
    String cluster =
        """
        apiVersion: etcd.keelson.dev/v1alpha1
        kind: EtcdCluster
        metadata: {name: preset, namespace: validation}
        spec: {version: 3.6.4}
        """;
    plane.kubectl().print(cluster, "apply", "-f", "-");
    assertThat(kubectl("get", "ec", "preset", "-o", "jsonpath={.spec.repair.promote.soak}"))
        .isEqualTo("10s");
    assertThat(kubectl("get", "ec", "preset", "-o", "jsonpath={.spec.resources.limits.memory}"))
        .isEqualTo("2Gi");
    kubectl("delete", "ec", "preset");
  }

  private String kubectl(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--namespace";
    all[1] = NAMESPACE;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return plane.kubectl().print("", all);
  }
}
