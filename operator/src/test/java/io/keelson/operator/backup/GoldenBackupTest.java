package io.keelson.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is decided and told about a backup, case by case: see the README of the folder. {@code
 * -Dgolden.rewrite} writes the outputs.
 */
final class GoldenBackupTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/backups");

  @TestFactory
  Stream<DynamicTest> decidesAsTheFilesSay() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> cases = files.filter(Files::isDirectory).sorted().toList();
      assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
      return cases.stream()
          .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }
  }

  private static void check(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("in.yaml"));
    assertThat(text).as("the first line says what the case shows").startsWith("# ");
    BackupFacts facts = BackupScene.of(text).facts();
    BackupPlan plan = BackupPlanner.plan(facts);
    assertThat(BackupPlanner.plan(facts)).isEqualTo(plan);
    Map<String, String> outputs =
        Map.of("out-plan.txt", steps(plan), "out-status.yaml", status(plan));
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      Path file = folder.resolve(output.getKey());
      if (System.getProperty("golden.rewrite") != null) {
        Files.writeString(file, output.getValue());
      }
      assertThat(file).hasContent(output.getValue());
    }
  }

  private static String steps(BackupPlan plan) {
    StringBuilder text = new StringBuilder();
    plan.steps().forEach(step -> text.append("step: ").append(step).append('\n'));
    return text + "next: in " + plan.next().toSeconds() + " s\n";
  }

  /** Without what is the same in every case. */
  private static String status(BackupPlan plan) {
    ObjectNode tree = new ObjectMapper().valueToTree(plan.status());
    tree.remove("observedGeneration");
    ObjectNode conditions = tree.objectNode();
    for (JsonNode condition : tree.path("conditions")) {
      ObjectNode shown = ((ObjectNode) condition).deepCopy();
      String type = shown.path("type").asText();
      shown.remove(List.of("type", "observedGeneration", "lastTransitionTime"));
      if (shown.path("message").asText().isEmpty()) {
        shown.remove("message");
      }
      conditions.set(type, shown);
    }
    tree.set("conditions", conditions);
    tree.remove("resolved");
    return Serialization.asYaml(tree);
  }
}
