package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A member of a cluster on loopback, alone or of several, in a directory of its own, that can be
 * killed and started again. Whoever starts one sees to it that {@link #killAll} runs before the JVM
 * ends.
 */
final class ServerProcess implements AutoCloseable {
  private static final long READY_SECONDS_MAX = 120;
  private static final long END_SECONDS_MAX = 30;
  private static final Duration STATUS_MAX = Duration.ofSeconds(20);
  private static final Set<ProcessHandle> ALIVE = ConcurrentHashMap.newKeySet();

  private final ServerProgram program;
  private final Path directory;
  private final Optional<Certificates> certificates;
  private final Seating seating;
  private final int clientPort;
  private Optional<Process> process = Optional.empty();
  private long startNanos;

  /** The only member of its cluster. */
  ServerProcess(ServerProgram program, Site site, String name) throws IOException {
    this(program, site, name, new Seating(Seat.free(1), 0));
  }

  ServerProcess(ServerProgram program, Site site, String name, Seating seating) throws IOException {
    this.program = program;
    this.directory = site.directory().resolve(name + "-" + program.label());
    this.certificates = site.certificates();
    this.seating = seating;
    this.clientPort = seating.seat().clientPort();
    Files.createDirectories(directory);
  }

  ServerProgram program() {
    return program;
  }

  ProcessHandle handle() {
    return running().toHandle();
  }

  boolean isRunning() {
    return process.isPresent();
  }

  /** What it used so far, and its memory now. */
  ProcessReading reading() {
    return ProcessReading.of(handle());
  }

  /** A client with the connections of a shape. */
  ClientConfig client(Shape shape, Plan.Loading loading) {
    return client(shape.connections, shape.inFlight, loading.lanes());
  }

  ClientConfig client(int connections, int inFlight, int lanes) {
    ClientConfig.Trust trust =
        certificates
            .<ClientConfig.Trust>map(it -> new ClientConfig.Trust.Authority(it.authority()))
            .orElseGet(ClientConfig.Trust.Plaintext::new);
    return new ClientConfig(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort),
        trust,
        connections,
        inFlight,
        Math.min(lanes, connections));
  }

  /** Starts the program; nanoseconds from then to the first successful linearizable read. */
  long start() throws IOException {
    spawn();
    awaitReady();
    return System.nanoTime() - startNanos;
  }

  /** Starts the program and does not wait for it. */
  void spawn() throws IOException {
    startNanos = System.nanoTime();
    Process started =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    process = Optional.of(started);
    ALIVE.add(started.toHandle());
  }

  /** Waits until a program that was spawned answers a linearizable read. */
  void awaitReady() throws IOException {
    long deadlineNanos = startNanos + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      while (!isListening() || !canRead(loop)) {
        checkAlive();
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new IOException(program.label() + " is not ready: " + lastLine(log()));
        }
        Load.sleep(2);
      }
    } finally {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Throws with the last line of its output if the process has ended by itself. */
  void checkAlive() throws IOException {
    if (!running().isAlive()) {
      throw new IOException(program.label() + " ended: " + lastLine(log()));
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** Throws {@link StatusRuntimeException} if the member does not answer. */
  MemberStatus status() throws IOException {
    try (OneCall call = new OneCall(this, STATUS_MAX)) {
      return MemberStatus.of(call.unary(EtcdMethods.STATUS, new RequestBuffer()));
    }
  }

  /** The member's hash of all keys and their history up to a revision. */
  long hash(long revision) throws IOException {
    try (OneCall call = new OneCall(this)) {
      RequestBuffer request = new RequestBuffer();
      Requests.hashKv(request, revision);
      byte[] response = call.unary(EtcdMethods.HASH_KV, request);
      return ResponseCursor.numberIn(new ResponseCursor(response), 2);
    }
  }

  /** A metric of a member of several, all its labels added; 0 if the member does not have it. */
  double metric(String name) throws IOException {
    URI page = URI.create("http://127.0.0.1:" + seating.seat().metricsPort() + "/metrics");
    try (InputStream body = page.toURL().openStream()) {
      return MetricsPage.sum(new String(body.readAllBytes(), StandardCharsets.UTF_8), name);
    }
  }

  /** SIGKILL, and no way out for what it had not synced but the page cache. */
  void kill() throws IOException {
    Process running = running();
    killTree(running.toHandle());
    try {
      if (!running.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("a killed server lives on: pid " + running.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    ALIVE.remove(running.toHandle());
    process = Optional.empty();
  }

  /** Kills the process and deletes its files. */
  @Override
  public void close() throws IOException {
    if (process.isPresent()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Process running() {
    return process.orElseThrow(() -> new IllegalStateException("the server does not run"));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    if (!program.cpus().isEmpty()) {
      command.addAll(List.of("taskset", "-c", program.cpus()));
    }
    command.add(program.binary().toString());
    command.addAll(seating.flags(directory.resolve("data"), certificates));
    command.addAll(program.extraFlags());
    return command;
  }

  /** True when the client port takes connections. */
  boolean isListening() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), clientPort)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** One linearizable read on a new connection, so that no channel's back-off counts. */
  private boolean canRead(MultiThreadIoEventLoopGroup loop) throws IOException {
    ManagedChannel channel = Channels.open(client(1, 1, 1), loop);
    try {
      RequestBuffer request = new RequestBuffer();
      Requests.get(request, new KeyBuffer("/ready/").of(0), false);
      byte[] response =
          ClientCalls.blockingUnaryCall(
              channel,
              EtcdMethods.RANGE,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              request);
      return response.length > 0;
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  private static String lastLine(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.reduce("(no output)", (before, line) -> line);
    }
  }

  /** Kills every server that is still alive, whoever started it in this JVM. */
  static void killAll() {
    ALIVE.forEach(ServerProcess::killTree);
    for (ProcessHandle server : ALIVE) {
      var _ = server.onExit().completeOnTimeout(server, 5, TimeUnit.SECONDS).join();
    }
  }

  private static void killTree(ProcessHandle root) {
    try (Stream<ProcessHandle> children = root.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    root.destroyForcibly();
  }
}
