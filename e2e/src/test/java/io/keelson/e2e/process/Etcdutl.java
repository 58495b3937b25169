package io.keelson.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs an etcdutl, upstream's or ours. */
public final class Etcdutl {
  private static final long LIMIT_SECONDS = 60;

  private final Path program;

  private Etcdutl(Path program) {
    this.program = program;
  }

  public static Etcdutl of(Reference reference) {
    return new Etcdutl(reference.etcdutl());
  }

  public static Etcdutl ours() throws MissingProgramException {
    Path program = Repository.launcher().resolveSibling("etcdutl");
    if (!Files.isExecutable(program)) {
      throw new MissingProgramException("no " + program);
    }
    return new Etcdutl(program);
  }

  public record Result(int exitCode, String out, String err) {}

  public Result run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile(folder, "etcdutl", ".out");
      Path err = Files.createTempFile(folder, "etcdutl", ".err");
      Process process =
          Children.watched(
              new ProcessBuilder(command)
                  .directory(folder.toFile())
                  .redirectOutput(out.toFile())
                  .redirectError(err.toFile())
                  .start());
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        Children.kill(process);
        throw new IllegalStateException("no end after " + LIMIT_SECONDS + " s: " + command);
      }
      Result result = new Result(process.exitValue(), text(out), text(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
