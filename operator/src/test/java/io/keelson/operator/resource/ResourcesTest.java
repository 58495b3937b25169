package io.keelson.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.StorageMedium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of a cluster and a member, file by file; {@code -Dgolden.rewrite} writes them. */
final class ResourcesTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/resources");
  private static final String IMAGE = "docker.io/keelson/etcd-node:dev";

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    return Serialization.unmarshal(Files.readString(file), type);
  }

  private static Map<String, String> outputs(EtcdCluster cluster, EtcdMember member) {
    Effective effective = Effective.derive(cluster, IMAGE, Effective.DOMAIN);
    Integer polled = cluster.statusOrEmpty().voters();
    int voters = polled == null ? cluster.getSpec().replicas() : polled;
    Map<String, String> files = new LinkedHashMap<>();
    files.put("out-pod.yaml", Serialization.asYaml(MemberPod.build(cluster, member, effective)));
    if (cluster.getSpec().storage().medium() == StorageMedium.DISK) {
      files.put("out-claim.yaml", Serialization.asYaml(DataClaim.build(cluster, member)));
    }
    files.put("out-objects.yaml", all(ClusterObjects.build(cluster, voters)));
    List<HasMetadata> optional = ClusterObjects.optional(cluster, effective);
    if (!optional.isEmpty()) {
      files.put("out-optional.yaml", all(optional));
    }
    return files;
  }

  private static String all(List<HasMetadata> objects) {
    return objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areThoseOfTheFiles(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    EtcdCluster cluster = read(folder.resolve("in-cluster.yaml"), EtcdCluster.class);
    EtcdMember member = read(folder.resolve("in-member.yaml"), EtcdMember.class);
    Map<String, String> outputs = outputs(cluster, member);
    if (System.getProperty("golden.rewrite") != null) {
      for (Map.Entry<String, String> output : outputs.entrySet()) {
        Files.writeString(folder.resolve(output.getKey()), output.getValue());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.startsWith("out")))
          .containsExactlyInAnyOrderElementsOf(new TreeSet<>(outputs.keySet()));
    }
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      assertThat(folder.resolve(output.getKey())).hasContent(output.getValue());
    }
  }
}
