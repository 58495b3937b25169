package io.keelson.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of any kind whose output goes to one file; it can be started again. One caller. */
public final class LoggedProcess {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(15);
  private static final int TAIL_LINES = 25;

  private final String name;
  private final Path log;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable Process process;

  /** The log is appended to over all starts. */
  public LoggedProcess(String name, Path log) {
    this.name = name;
    this.log = log;
  }

  public String name() {
    return name;
  }

  /** For the next starts, beyond our own environment. */
  public LoggedProcess environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public void start(List<String> command) {
    if (isAlive()) {
      throw new IllegalStateException("already running: " + name);
    }
    var builder = new ProcessBuilder(command);
    builder.environment().remove("KUBECONFIG");
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      process = Children.watched(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the program that was started last. */
  public long pid() {
    if (process == null) {
      throw new IllegalStateException("not started: " + name);
    }
    return process.pid();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** SIGTERM, and SIGKILL when it still runs after the grace; true when it ended by itself. */
  public boolean stop(Duration grace) {
    Process running = process;
    if (running == null) {
      return true;
    }
    running.destroy();
    boolean ended = ended(running, grace);
    kill9();
    return ended;
  }

  public void kill9() {
    Process running = process;
    if (running != null) {
      Children.kill(running);
      if (!ended(running, KILL_LIMIT)) {
        throw new IllegalStateException(name + " survived SIGKILL for " + KILL_LIMIT);
      }
      process = null;
    }
  }

  /** Everything that it wrote so far, over all starts. */
  public String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of its output. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private static boolean ended(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
