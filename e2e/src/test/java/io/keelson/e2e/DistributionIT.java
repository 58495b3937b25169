package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the folder of the built programs must be like, beyond that they run. */
@BesideOthers
final class DistributionIT {
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|DSA|RSA|EC)");

  /** Classes of a signed jar stay out of the AOT cache, and each start checks the signatures. */
  @Test
  void noLibraryIsSigned() throws IOException {
    Path library = Requires.ourTools().directory().resolveSibling("lib");
    try (Stream<Path> files = Files.list(library)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      assertThat(jars).hasSizeGreaterThan(10).noneMatch(DistributionIT::isSigned);
    }
  }

  private static boolean isSigned(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
