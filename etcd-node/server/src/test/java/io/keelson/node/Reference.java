package io.keelson.node;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Upstream's programs as {@code e2e/reference/build} made them, for tests that compare. */
public final class Reference {
  private Reference() {}

  /**
   * A program; skips the test if it was not built.
   *
   * @param version minor version, such as {@code 3.7}
   * @param program {@code etcd}, {@code etcdctl} and so on
   */
  public static Path program(String version, String program) throws IOException {
    Path cache = cache().resolve("reference");
    if (Files.isDirectory(cache)) {
      try (Stream<Path> builds = Files.list(cache)) {
        List<Path> found =
            builds
                .filter(build -> build.getFileName().toString().startsWith(version + "-"))
                .map(build -> build.resolve(program))
                .filter(Files::isExecutable)
                .sorted()
                .toList();
        if (!found.isEmpty()) {
          return found.getLast();
        }
      }
    }
    return abort("no " + program + " " + version + " in " + cache + "; see e2e/reference/build");
  }

  private static Path cache() {
    String own = System.getenv("KEELSON_CACHE");
    if (own != null) {
      return Path.of(own);
    }
    String shared = System.getenv("XDG_CACHE_HOME");
    Path parent =
        shared == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
    return parent.resolve("keelson");
  }

  /** A port that nobody uses now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
