package io.keelson.e2e.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scripts of {@code e2e} that build programs once and print the folder that holds them. */
public final class BuildScript {
  private BuildScript() {}

  /**
   * The folder that the script prints, which takes minutes when it has to build.
   *
   * @param script relative to the repository
   * @param what is built, for the reason of a skipped test
   * @param program that the folder must have
   */
  public static Path run(String script, String what, String program, String... arguments)
      throws MissingProgramException {
    Path path = Repository.root().resolve(script);
    if (!Files.isExecutable(path)) {
      throw new MissingProgramException("no " + path + " to build " + what);
    }
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(arguments));
    try {
      Path errors = Files.createTempFile("build-", ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      String complaint = Files.readString(errors).strip();
      Files.delete(errors);
      if (exit != 0 || !Files.isExecutable(Path.of(output, program))) {
        throw new MissingProgramException(
            what + " is not available, exit code " + exit + ": " + complaint);
      }
      return Path.of(output);
    } catch (IOException e) {
      throw new MissingProgramException("cannot run " + path + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MissingProgramException("interrupted while building " + what);
    }
  }
}
