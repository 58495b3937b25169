package io.keelson.node.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cluster of one real etcd, as {@code e2e/reference} builds it. */
final class Upstream implements AutoCloseable {
  private final Path programs;
  private final Process process;
  final String clientUrl;
  final String peerUrl;

  private Upstream(Path programs, Process process, String clientUrl, String peerUrl) {
    this.programs = programs;
    this.process = process;
    this.clientUrl = clientUrl;
    this.peerUrl = peerUrl;
  }

  /** Starts one; the calling test is skipped where it has not been built. */
  static Upstream start(String version, Path folder) throws Exception {
    Path script = Path.of("../../e2e/reference/build").toAbsolutePath().normalize();
    assumeTrue(Files.isExecutable(script), "no " + script);
    Process asking = new ProcessBuilder(script.toString(), "--path", version).start();
    String path =
        new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(asking.waitFor() == 0 && !path.isEmpty(), "no reference " + version);
    Path programs = Path.of(path);
    assumeTrue(Files.isExecutable(programs.resolve("etcd")), "not built: etcd " + version);
    String clientUrl = "http://127.0.0.1:" + freePort();
    String peerUrl = "http://127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                programs.resolve("etcd").toString(),
                "--name=real",
                "--data-dir=" + folder.resolve("real-" + version),
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=real=" + peerUrl)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("real-" + version + ".log").toFile())
            .start();
    return new Upstream(programs, process, clientUrl, peerUrl);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Runs etcdctl against it; returns what it prints. */
  String ctl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("etcdctl").toString());
    command.add("--endpoints=" + clientUrl);
    command.add("--command-timeout=20s");
    command.addAll(List.of(arguments));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (run.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + printed);
    }
    return printed;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
