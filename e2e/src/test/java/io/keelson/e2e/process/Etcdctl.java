package io.keelson.e2e.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one version's etcdctl against one endpoint. */
public final class Etcdctl {
  private static final long LIMIT_SECONDS = 30;

  private final Reference reference;
  private final String endpoint;

  public Etcdctl(Reference reference, String endpoint) {
    this.reference = reference;
    this.endpoint = endpoint;
  }

  public record Result(int exitCode, String out, String err) {}

  public Result run(String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(reference.etcdctl().toString());
    command.add("--endpoints=" + endpoint);
    command.addAll(Arrays.asList(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    try {
      Process process = Children.watched(builder.start());
      var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
      var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        Children.kill(process);
        throw new IllegalStateException("no end after " + LIMIT_SECONDS + " s: " + command);
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
