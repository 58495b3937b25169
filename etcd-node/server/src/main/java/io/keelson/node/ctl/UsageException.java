package io.keelson.node.ctl;

/** Flags that cannot be understood; the usage of the command follows the message. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
