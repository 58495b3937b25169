package io.keelson.e2e.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * The folder that a build script below the root prints; what it says on failure is the reason.
   */
  static Path build(String script, String... arguments) throws MissingProgramException {
    Path program = root().resolve(script);
    if (!Files.isExecutable(program)) {
      throw new MissingProgramException("no " + program);
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Path errors = Files.createTempFile("build-", ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      String complaint = Files.readString(errors).strip();
      Files.delete(errors);
      if (exit != 0) {
        throw new MissingProgramException(
            "exit code %d of %s: %s".formatted(exit, command, complaint));
      }
      return Path.of(output);
    } catch (IOException e) {
      throw new MissingProgramException("cannot run " + command + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MissingProgramException("interrupted in " + command);
    }
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
