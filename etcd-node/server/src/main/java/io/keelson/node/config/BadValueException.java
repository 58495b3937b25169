package io.keelson.node.config;

/** Text from the operator that cannot be used; the message is what the operator gets to read. */
public final class BadValueException extends Exception {
  private static final long serialVersionUID = 1;

  BadValueException(String message) {
    super(message, null, false, false);
  }

  /** The message, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
