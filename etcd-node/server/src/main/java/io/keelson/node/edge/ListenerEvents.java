package io.keelson.node.edge;

import java.util.List;

/** What a listener has to tell; the caller turns it into log lines. Called on event loops. */
public interface ListenerEvents {
  /** A connection was refused during or right after its TLS handshake. */
  void connectionRejected(Rejection rejection);

  /** An HTTP handler threw, which it must not; its connection is closed. */
  void handlerFailed(Throwable defect);

  /** New certificate files could not be used; {@code error} says why. Once per change. */
  void tlsReloadFailed(String error);

  /**
   * Who was refused, and why.
   *
   * @param dnsNames of the client's certificate
   * @param ipAddresses of the client's certificate
   */
  record Rejection(
      String remoteAddress, List<String> ipAddresses, List<String> dnsNames, String error) {}

  /** Says nothing. */
  static ListenerEvents none() {
    return new ListenerEvents() {
      @Override
      public void connectionRejected(Rejection rejection) {}

      @Override
      public void handlerFailed(Throwable defect) {}

      @Override
      public void tlsReloadFailed(String error) {}
    };
  }
}
