package io.keelson.e2e.fault;

import io.keelson.e2e.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.function.IntFunction;

/** Stands before the peer port of one member; the others dial it instead of the member. */
final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_LIMIT_MILLIS = 5_000;
  private static final int BACKLOG = 256;

  private final String member;
  private final int memberPort;
  private final FaultNetwork network;
  private final ServerSocket listener;

  /**
   * @param listener bound, and owned from now on
   */
  FaultProxy(String member, int memberPort, FaultNetwork network, ServerSocket listener) {
    this.member = member;
    this.memberPort = memberPort;
    this.network = network;
    this.listener = listener;
  }

  /** A listener on any free port. */
  static ServerSocket bind() {
    try {
      var listener = new ServerSocket();
      listener.bind(FreePorts.loopback(0), BACKLOG);
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /**
   * @param dialler who holds the other end of a connection from a port, if it is a member
   */
  void start(IntFunction<Optional<String>> dialler) {
    Thread.ofVirtual().name("proxy-" + member).start(() -> accept(dialler));
  }

  private void accept(IntFunction<Optional<String>> dialler) {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        Thread.ofVirtual().name("proxy-there").start(() -> serve(near, dialler));
      } catch (IOException e) {
        // Closed, or the dialler gave up.
      }
    }
  }

  private void serve(Socket near, IntFunction<Optional<String>> dialler) {
    var far = new Socket();
    try {
      far.connect(FreePorts.loopback(memberPort), CONNECT_LIMIT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
    } catch (IOException e) {
      Connection.abort(far); // the member does not run
      Connection.abort(near);
      return;
    }
    // Only now, because it costs more than a connection, and diallers of the dead are many.
    Optional<String> from = dialler.apply(near.getPort());
    if (from.isEmpty() || network.isCut(from.get(), member)) {
      Connection.abort(far);
      Connection.abort(near);
      return;
    }
    network.carry(new Connection(from.get(), member, near, far), from.get(), member);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
