package io.keelson.e2e.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server, upstream's or ours, with its own ports and folder; a cluster of its own by default.
 * The folder holds {@code data} and {@code stderr.log}; it is deleted on close unless {@code
 * -Dkeelson.keep} is set.
 */
public final class EtcdProcess implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(15);
  private static final int TAIL_LINES = 25;

  private final Spec spec;
  private final Path folder;
  private final int clientPort = FreePorts.take();
  private final int peerPort = FreePorts.take();
  private @Nullable Process process;
  private @Nullable EtcdClient client;
  private boolean isPaused;

  private EtcdProcess(Spec spec) {
    this.spec = spec;
    folder = Folders.create("etcd-" + spec.label);
  }

  /** What to start: a program with flags and environment beyond the usual ones. */
  public static final class Spec {
    private final Path program;
    private final String label;
    private final Map<String, String> flags = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Spec(Path program, String label) {
      this.program = program;
      this.label = label;
    }

    /** Replaces the usual flag of that name, if there is one. */
    public Spec flag(String name, String value) {
      flags.put(name, value);
      return this;
    }

    public String label() {
      return label;
    }

    public Spec environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Not running yet. */
    public EtcdProcess prepare() {
      return new EtcdProcess(this);
    }

    /** Running and answering. */
    public EtcdProcess start() {
      EtcdProcess prepared = prepare();
      try {
        prepared.start();
        return prepared;
      } catch (RuntimeException e) {
        prepared.close();
        throw e;
      }
    }
  }

  public static Spec of(Reference reference) {
    return new Spec(reference.etcd(), "upstream" + reference.version());
  }

  public static Spec ours() throws MissingProgramException {
    return new Spec(Repository.launcher(), "keelson");
  }

  /** What it is started from next time; changes count from then on. */
  public Spec spec() {
    return spec;
  }

  public int clientPort() {
    return clientPort;
  }

  public int peerPort() {
    return peerPort;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + clientPort;
  }

  public String label() {
    return spec.label;
  }

  public Path dataDir() {
    return folder.resolve("data");
  }

  /** The client of the running process; a restart makes a new one. */
  public EtcdClient client() {
    if (client == null) {
      client = new EtcdClient(clientPort);
    }
    return client;
  }

  /** Starts on the same folder and ports, and returns when a linearizable read is answered. */
  public void start() {
    launch();
    boolean ready =
        Await.until(READY_LIMIT, () -> !isAlive() || client().answers(Duration.ofSeconds(2)));
    if (!ready || !isAlive()) {
      String state =
          isAlive() ? "not ready after " + READY_LIMIT : "ended, exit code " + exitCode();
      kill9();
      throw new IllegalStateException(spec.label + " " + state + "; its last lines:\n" + tail());
    }
  }

  /** Starts without waiting; for starts that are expected to fail. */
  public void launch() {
    if (isAlive()) {
      throw new IllegalStateException("already running: " + spec.label);
    }
    var builder = new ProcessBuilder(command());
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    builder.environment().putAll(spec.environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log()));
    try {
      process = Children.watched(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public long pid() {
    return running().pid();
  }

  public void kill9() {
    if (process != null) {
      Children.kill(process);
      waitForExit(EXIT_LIMIT);
      process = null;
    }
    isPaused = false;
    closeClient();
  }

  /** SIGSTOP: it holds its connections and does nothing until it is resumed or killed. */
  public void pause() {
    signal("STOP");
    isPaused = true;
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
    isPaused = false;
  }

  public boolean isPaused() {
    return isPaused;
  }

  private void signal(String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(pid())));
    running().descendants().forEach(below -> command.add(Long.toString(below.pid())));
    run(command);
  }

  private static void run(List<String> command) {
    try {
      int exit = new ProcessBuilder(command).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("exit code " + exit + " of " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From now on it cannot write to a file beyond so many bytes; a restart ends that. */
  public void limitFiles(long bytes) {
    run(List.of("prlimit", "--pid=" + pid(), "--fsize=" + bytes));
  }

  /** Asks it to end and returns the exit code. */
  public int sigterm() {
    running().destroy();
    int code = waitForExit(EXIT_LIMIT);
    closeClient();
    return code;
  }

  public void restart() {
    kill9();
    start();
  }

  public int waitForExit(Duration limit) {
    try {
      if (!running().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            spec.label + " still runs after " + limit + "; its last lines:\n" + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return exitCode();
  }

  /** Whether it ended within the limit. */
  public boolean endsWithin(Duration limit) {
    return Await.until(limit, () -> !isAlive());
  }

  /** Everything that the process wrote so far, to stdout and stderr. */
  public String output() {
    try {
      return Files.exists(log().toPath()) ? Files.readString(log().toPath()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resident memory in bytes, of the process and its descendants. */
  public long residentBytes() {
    Stream<ProcessHandle> all =
        Stream.concat(Stream.of(running().toHandle()), running().descendants());
    return all.mapToLong(EtcdProcess::residentBytes).sum();
  }

  @Override
  public void close() {
    kill9();
    Folders.delete(folder);
  }

  private List<String> command() {
    Map<String, String> flags = new LinkedHashMap<>();
    String peer = "http://127.0.0.1:" + peerPort;
    flags.put("name", "n1");
    flags.put("data-dir", dataDir().toString());
    flags.put("listen-client-urls", endpoint());
    flags.put("advertise-client-urls", endpoint());
    flags.put("listen-peer-urls", peer);
    flags.put("initial-advertise-peer-urls", peer);
    flags.put("initial-cluster", "n1=" + peer);
    flags.putAll(spec.flags);
    List<String> command = new ArrayList<>();
    command.add(spec.program.toString());
    flags.forEach((name, value) -> command.add("--" + name + "=" + value));
    return command;
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("not started: " + spec.label);
    }
    return process;
  }

  private int exitCode() {
    return running().exitValue();
  }

  private void closeClient() {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  private File log() {
    return folder.resolve("stderr.log").toFile();
  }

  /** The last lines of its output. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private static long residentBytes(ProcessHandle handle) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + handle.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException e) {
      return 0; // ended meanwhile
    }
  }
}
