package io.keelson.operator.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.observe.Observer;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Planner;
import io.keelson.operator.plan.Standing;
import io.keelson.operator.resource.Names;
import io.keelson.operator.status.ClusterReport;
import io.keelson.operator.status.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is decided and told, case by case, from what is asked and seen: see the README of the
 * folder. {@code -Dgolden.rewrite} writes the outputs.
 */
final class GoldenClusterTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/clusters");

  @TestFactory
  Stream<DynamicTest> decidesAsTheFilesSay() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> cases = files.filter(Files::isDirectory).sorted().toList();
      assertThat(cases).isNotEmpty();
      return cases.stream()
          .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }
  }

  private static void check(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("in.yaml"));
    assertThat(text).as("the first line says what the case shows").startsWith("# ");
    Map<String, String> outputs = outputs(Scene.of(text));
    if (System.getProperty("golden.rewrite") != null) {
      for (Map.Entry<String, String> output : outputs.entrySet()) {
        Files.writeString(folder.resolve(output.getKey()), output.getValue());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.startsWith("out")))
          .containsExactlyInAnyOrderElementsOf(outputs.keySet());
    }
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      assertThat(folder.resolve(output.getKey())).hasContent(output.getValue());
    }
  }

  /** One pass, as the loop of a cluster makes it. */
  private static Map<String, String> outputs(Scene scene) {
    Observation seen = Observer.observe(scene.seen());
    boolean ending = scene.cluster().getMetadata().getDeletionTimestamp() != null;
    Report.Certificates certificates = scene.certificates();
    Plan plan =
        scene.certificatesReady() || ending
            ? Planner.plan(seen)
            : Planner.withoutCertificates(seen, certificates.message());
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("out-plan.txt", Outcome.plan(plan));
    Report report =
        new Report(
            scene.cluster(),
            seen,
            Standing.of(seen),
            plan,
            scene.failures(),
            certificates,
            scene.zones(),
            scene.effective().toStatus(),
            List.of(Names.serviceUrl(scene.cluster(), scene.effective().clusterDomain())),
            scene.order(),
            Names.selectorText(scene.cluster()));
    EtcdClusterStatus status = ending ? ClusterReport.ending(report) : ClusterReport.of(report);
    outputs.put("out-status.yaml", Outcome.status(status, seen, scene.records()));
    return outputs;
  }
}
