package io.keelson.e2e.operator;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the operator makes of clusters, as its golden files show it, is what a real API server
 * takes, field by field, in a namespace that enforces the strictest standard for pods.
 */
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GoldenResourcesIT {
  private static final Path FOLDER =
      Path.of("..", "operator", "src", "test", "resources", "golden", "resources");

  /** Its sidecar is the user's and does not keep to the standard. */
  private static final String RELAXED = "pod-template";

  private static final String SURROUNDINGS =
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: shop
        labels: {pod-security.kubernetes.io/enforce: restricted}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default, namespace: shop}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: etcd, namespace: shop}
      ---
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: high}
      value: 1000
      ---
      apiVersion: node.k8s.io/v1
      kind: RuntimeClass
      metadata: {name: gvisor}
      handler: gvisor
      """;

  private ControlPlane plane;
  private String enforced = "restricted";

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .map(file -> FOLDER.relativize(file).toString())
          .filter(file -> file.matches(".*out-(pod|claim|objects)\\.yaml"))
          .sorted()
          .toList();
    }
  }

  @BeforeAll
  void start() {
    plane = new ControlPlane(Requires.subject(), Requires.kubernetes()).start();
    plane.kubectl().print(SURROUNDINGS, "apply", "-f", "-");
  }

  @AfterAll
  void stop() {
    if (plane != null) {
      plane.close();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isTaken(String file) {
    enforce(file.startsWith(RELAXED) ? "baseline" : "restricted");
    plane
        .kubectl()
        .print(
            "",
            "create",
            "--dry-run=server",
            "--validate=strict",
            "-f",
            FOLDER.resolve(file).toString());
  }

  private void enforce(String standard) {
    if (!standard.equals(enforced)) {
      String label = "pod-security.kubernetes.io/enforce=" + standard;
      plane.kubectl().print("", "label", "namespace", "shop", "--overwrite", label);
      enforced = standard;
    }
  }
}
