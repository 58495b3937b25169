package io.keelson.e2e.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** One proxied connection; a thread per direction carries the bytes. */
final class Connection {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final String dialler;
  private final String dialled;
  private final Socket near;
  private final Socket far;
  private volatile boolean isClosed;

  /**
   * @param near the dialler's side
   * @param far the side of the member that was dialled
   */
  Connection(String dialler, String dialled, Socket near, Socket far) {
    this.dialler = dialler;
    this.dialled = dialled;
    this.near = near;
    this.far = far;
  }

  boolean isBetween(String one, String other) {
    return (dialler.equals(one) && dialled.equals(other))
        || (dialler.equals(other) && dialled.equals(one));
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Carries bytes until both directions ended or the link does not admit more; blocks. */
  void carry(Link there, Link back, Runnable ended) {
    Thread other = Thread.ofVirtual().name("proxy-back").start(() -> pump(far, near, back));
    pump(near, far, there);
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    ended.run();
  }

  private void pump(Socket from, Socket to, Link link) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!link.admit(count, this::isClosed)) {
          close();
          return;
        }
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(); // an end closed, or we did
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
    }
  }

  /** Both ends get a reset at once; bytes on their way are lost. */
  void close() {
    isClosed = true;
    abort(near);
    abort(far);
  }

  static void abort(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      return; // closed before
    } catch (IOException e) {
      return; // nothing is left to close
    }
  }
}
