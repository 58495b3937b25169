package io.keelson.e2e.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A command that runs until it is closed; what it prints can be read meanwhile. */
public final class RunningTool implements AutoCloseable {
  private static final Duration QUIET = Duration.ofMillis(150);
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(2);

  private final Process process;
  private final BufferedWriter input;
  private final StringBuilder output = new StringBuilder();
  private final Thread reader;

  RunningTool(ProcessBuilder builder) throws IOException {
    process = Children.watched(builder.redirectErrorStream(true).start());
    input = process.outputWriter(StandardCharsets.UTF_8);
    reader = Thread.ofPlatform().daemon().name("tool-output").start(this::read);
  }

  /** Everything printed so far, to stdout and stderr. */
  public String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  public boolean isDone() {
    return !reader.isAlive();
  }

  public void write(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      append("no longer reads: " + line + "\n");
    }
  }

  /** Until nothing new was printed for a moment, so that the rest of an answer is there too. */
  public void awaitQuiet() {
    int[] length = {output().length()};
    var _ =
        Await.until(
            QUIET_LIMIT,
            () -> {
              int before = length[0];
              boolean isLonger = Await.until(QUIET, () -> output().length() > before);
              length[0] = output().length();
              return !isLonger;
            });
  }

  @Override
  public void close() {
    Children.kill(process);
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(String text) {
    synchronized (output) {
      output.append(text);
    }
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream stream = process.getInputStream()) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
