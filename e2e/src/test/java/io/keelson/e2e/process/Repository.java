package io.keelson.e2e.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that these tests run in, and the launcher of our node. */
public final class Repository {
  private Repository() {}

  public static Path root() {
    String given = System.getProperty("keelson.root");
    if (given != null) {
      return Path.of(given).toAbsolutePath();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no folder with mvnw above " + start);
  }

  /** Our launcher; {@code -Dkeelson.etcd=…} names another one, relative to the repository. */
  public static Path launcher() throws MissingProgramException {
    String given = System.getProperty("keelson.etcd", "etcd-node/server/target/dist/bin/etcd");
    Path launcher = root().resolve(given);
    if (!Files.isExecutable(launcher)) {
      throw new MissingProgramException(
          "no node distribution at " + launcher + " (build etcd-node/server, or -Dkeelson.etcd=…)");
    }
    return launcher;
  }
}
