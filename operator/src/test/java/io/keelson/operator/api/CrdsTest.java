package io.keelson.operator.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The definitions at the repository's top and in the chart are those of the types; {@code
 * -Dcrds.rewrite} writes them.
 */
final class CrdsTest {
  /** Client-side apply keeps the whole object, as JSON, in an annotation of 262,144 bytes. */
  private static final int BYTES_MAX = 200_000;

  /** The chart has copies, since it can only read its own files. */
  private static final List<Path> FOLDERS =
      List.of(Path.of("..", "crds"), Path.of("..", "charts", "keelson-operator", "files", "crds"));

  @ParameterizedTest
  @ValueSource(strings = {"etcdbackups", "etcdclusters", "etcdmembers", "etcdrestores"})
  void committedDefinitionsAreThoseOfTheTypes(String plural) throws IOException {
    String name = plural + "." + EtcdCluster.GROUP;
    String generated = requireNonNull(Crds.generate().get(name), name);
    assertThat(Crds.asJson(generated).length()).isLessThan(BYTES_MAX);
    for (Path folder : FOLDERS) {
      Path file = folder.resolve(name + ".yaml");
      if (System.getProperty("crds.rewrite") != null) {
        Files.createDirectories(folder);
        Files.writeString(file, generated);
      }
      assertThat(file)
          .as("write it anew with -Dcrds.rewrite and look at the difference")
          .hasContent(generated);
    }
  }
}
