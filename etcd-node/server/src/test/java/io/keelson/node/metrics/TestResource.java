package io.keelson.node.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Reads the lines of a test resource, without comments and blank lines. */
final class TestResource {
  private TestResource() {}

  static List<String> lines(String name) {
    try (InputStream in =
        Objects.requireNonNull(TestResource.class.getResourceAsStream("/metrics/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
