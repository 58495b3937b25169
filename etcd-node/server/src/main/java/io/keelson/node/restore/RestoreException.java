package io.keelson.node.restore;

import java.io.IOException;

/** A file or folder cannot be used; the message is for the operator and says why. */
public final class RestoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what was found. */
  public RestoreException(String message) {
    super(message);
  }

  /** Says what was found, and what found it. */
  public RestoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
