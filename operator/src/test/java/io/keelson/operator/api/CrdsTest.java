package io.keelson.operator.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The definitions at the repository's top are those of the types; {@code -Dcrds.rewrite} writes
 * them.
 */
final class CrdsTest {
  /** Client-side apply keeps the whole object in one annotation of at most 262,144 bytes. */
  private static final int BYTES_MAX = 200_000;

  @ParameterizedTest
  @ValueSource(strings = {"etcdclusters", "etcdmembers"})
  void committedDefinitionsAreThoseOfTheTypes(String plural) throws IOException {
    String name = plural + "." + EtcdCluster.GROUP;
    Path file = Path.of("..", "crds", name + ".yaml");
    String generated = requireNonNull(Crds.generate().get(name), name);
    if (System.getProperty("crds.rewrite") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(generated.length()).isLessThan(BYTES_MAX);
    assertThat(file)
        .as("write it anew with -Dcrds.rewrite and look at the difference")
        .hasContent(generated);
  }
}
