package io.keelson.e2e.operator;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.FreePorts;
import io.keelson.e2e.process.LoggedProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A loopback port that leads to an address which only pods and nodes reach, as that of a service.
 * Each connection is made anew from inside a node's network, so that the node's rules decide where
 * it goes; it ends when either side ends it.
 */
final class Tunnel implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final int port = FreePorts.take();
  private final Path folder = Folders.create("tunnel");
  private final LoggedProcess process;

  /**
   * @param network the node's network namespace
   */
  Tunnel(Path network, String address, int port) {
    process = new LoggedProcess("tunnel", folder.resolve("log"));
    process.start(
        List.of(
            "socat",
            "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr,fork".formatted(this.port),
            "EXEC:nsenter --net=%s socat - TCP\\:%s\\:%d\\,connect-timeout=2"
                .formatted(network, address, port)));
    if (!Await.until(LIMIT, this::listens)) {
      String said = process.tail();
      close();
      throw new IllegalStateException("no tunnel to " + address + ": " + said);
    }
  }

  /** On loopback. */
  int port() {
    return port;
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(FreePorts.loopback(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.kill9();
    Folders.delete(folder);
  }
}
