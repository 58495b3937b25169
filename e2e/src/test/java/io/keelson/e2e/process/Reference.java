package io.keelson.e2e.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Upstream's programs of one version, built by {@code e2e/reference/build} when absent. */
public record Reference(String version, Path directory) {
  private static final Map<String, Reference> FOUND = new ConcurrentHashMap<>();

  public static Reference of(String version) throws MissingProgramException {
    Reference known = FOUND.get(version);
    if (known != null) {
      return known;
    }
    Reference located = locate(version);
    FOUND.put(version, located);
    return located;
  }

  public Path etcd() {
    return directory.resolve("etcd");
  }

  public Path etcdctl() {
    return directory.resolve("etcdctl");
  }

  public Path etcdutl() {
    return directory.resolve("etcdutl");
  }

  private static Reference locate(String version) throws MissingProgramException {
    Path script = Repository.root().resolve("e2e/reference/build");
    if (!Files.isExecutable(script)) {
      throw new MissingProgramException("no " + script + " to build upstream etcd " + version);
    }
    try {
      Path errors = Files.createTempFile("reference-build-", ".log");
      Process process =
          new ProcessBuilder(script.toString(), "--path", version)
              .redirectError(errors.toFile())
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      String complaint = Files.readString(errors).strip();
      Files.delete(errors);
      if (exit != 0 || !Files.isExecutable(Path.of(output, "etcd"))) {
        throw new MissingProgramException(
            "upstream etcd " + version + " is not available, exit code " + exit + ": " + complaint);
      }
      return new Reference(version, Path.of(output));
    } catch (IOException e) {
      throw new MissingProgramException("cannot run " + script + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MissingProgramException("interrupted while building upstream etcd " + version);
    }
  }
}
