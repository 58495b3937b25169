package io.keelson.node.edge;

import java.io.IOException;

/** Certificate files or TLS settings that cannot be used; the message is for the operator. */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
