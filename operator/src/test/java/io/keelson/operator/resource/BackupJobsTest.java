package io.keelson.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.VerifyLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The jobs of backups, file by file; {@code -Dgolden.rewrite} writes them. */
final class BackupJobsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/jobs");

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static Job job(JsonNode given) {
    EtcdBackup backup = Serialization.unmarshal(given.path("backup").toString(), EtcdBackup.class);
    EtcdCluster cluster =
        given.has("cluster")
            ? Serialization.unmarshal(given.path("cluster").toString(), EtcdCluster.class)
            : null;
    BackupTargetSpec target = backup.getSpec().target();
    JobOrder order =
        new JobOrder(
            JobOrder.Purpose.valueOf(given.path("purpose").asText().toUpperCase(Locale.ROOT)),
            given.path("number").asInt(1),
            backup.getSpec().verify().level(),
            3_600);
    return BackupJobs.build(
        new BackupSubject(
            backup,
            cluster,
            target == null ? new BackupTargetSpec(null, null, null, null) : target,
            backup.getSpec().encryption(),
            "docker.io/keelson/etcd-backup:dev",
            "cluster.local"),
        order);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areThoseOfTheFiles(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    JsonNode given =
        Serialization.unmarshal(Files.readString(folder.resolve("in.yaml")), JsonNode.class);
    Job job = job(given);
    StringBuilder requests = new StringBuilder();
    Stream.concat(
            job.getSpec().getTemplate().getSpec().getInitContainers().stream(),
            job.getSpec().getTemplate().getSpec().getContainers().stream())
        .forEach(container -> requests.append(request(container)));
    check(folder.resolve("out-job.yaml"), Serialization.asYaml(job));
    check(folder.resolve("out-requests.yaml"), requests.toString());
  }

  /** The request in a form that people can read, and taken out of the job. */
  private static String request(Container container) {
    try {
      JsonNode tree = new ObjectMapper().readTree(container.getEnv().getFirst().getValue());
      container.getEnv().getFirst().setValue("see out-requests.yaml");
      return Serialization.asYaml(tree);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Path file, String content) throws IOException {
    if (System.getProperty("golden.rewrite") != null) {
      Files.writeString(file, content);
    }
    assertThat(file).hasContent(content);
  }

  private static EtcdBackup named(String name) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "etcd.keelson.dev/v1alpha1", "kind": "EtcdBackup",
         "metadata": {"name": "%s", "namespace": "shop", "uid": "0badcafe-77"},
         "spec": {"clusterRef": {"name": "db"}}}
        """
            .formatted(name),
        EtcdBackup.class);
  }

  @ParameterizedTest
  @EnumSource(JobOrder.Purpose.class)
  void namesFitWhateverTheBackupIsCalled(JobOrder.Purpose purpose) {
    Set<String> names = new HashSet<>();
    for (int length : List.of(1, 40, 54, 55, 56, 57, 62, 63)) {
      for (String last : List.of("a", "b")) {
        for (int number : List.of(1, 11, 999_999)) {
          EtcdBackup backup = named("x".repeat(length - 1) + last);
          String name = BackupNames.job(backup, new JobOrder(purpose, number, VerifyLevel.NONE, 1));
          assertThat(name).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
          assertThat(names.add(name)).as(name).isTrue();
        }
      }
    }
  }

  @Test
  void keysTellBackupsOfOneNameApart() {
    assertThat(BackupNames.key(named("nightly"))).isEqualTo("shop/db/nightly-0badcafe");
  }
}
