package io.keelson.e2e.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of {@code e2e/clients}: prints one line per step against one server, and may ask for a
 * restart of the server with a line that contains {@code @restart}.
 */
public final class ClientProgram {
  private static final long LIMIT_SECONDS = 120;
  private static final String RESTART = "@restart";
  private static final String BUILD = "e2e/clients/build";

  private final List<String> command;
  private final Map<String, String> environment;

  private ClientProgram(List<String> command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** The official Go client. */
  public static ClientProgram go() throws MissingProgramException {
    Path built = BuildScript.run(BUILD, "the Go client", "script", "go");
    return new ClientProgram(List.of(built.resolve("script").toString()), Map.of());
  }

  /** Plain gRPC for Python. */
  public static ClientProgram python() throws MissingProgramException {
    Path built = BuildScript.run(BUILD, "the Python client", "bin/python", "python");
    Path script = Repository.root().resolve("e2e/clients/python/script.py");
    return new ClientProgram(
        List.of(built.resolve("bin/python").toString(), script.toString()),
        Map.of("PYTHONPATH", built.resolve("stubs").toString(), "PYTHONDONTWRITEBYTECODE", "1"));
  }

  /** The lines that the program printed; it must end by itself with exit code 0. */
  public List<String> run(EtcdProcess server) {
    try {
      Path errors = Files.createTempFile("client-", ".log");
      var builder = new ProcessBuilder(new ArrayList<>(command)).redirectError(errors.toFile());
      builder.command().add(server.endpoint());
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
      builder.environment().putAll(environment);
      Process process = Children.watched(builder.start());
      List<String> lines;
      try {
        lines = lines(process, server);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("no end after " + LIMIT_SECONDS + " s: " + command);
        }
      } finally {
        Children.kill(process);
      }
      String complaint = Files.readString(errors);
      Files.delete(errors);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            "exit code %d of %s: %s".formatted(process.exitValue(), command, complaint));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines(Process process, EtcdProcess server) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.contains(RESTART)) {
          server.restart();
          in.write("restarted\n");
          in.flush();
        }
      }
    }
    return lines;
  }
}
