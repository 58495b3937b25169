package io.keelson.node.main;

/** The node cannot start; the message says what to do. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final String text;

  StartException(String text) {
    super(text);
    this.text = text;
  }

  StartException(String text, Throwable cause) {
    super(text, cause);
    this.text = text;
  }

  String text() {
    return text;
  }
}
