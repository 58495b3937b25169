package io.keelson.node.tool;

/** A command cannot be carried out; the message is what upstream prints where it refuses too. */
final class ToolException extends Exception {
  private static final long serialVersionUID = 1;

  static final int EXIT_ERROR = 1;
  static final int EXIT_BAD_FEATURE = 4;
  static final int EXIT_BAD_ARGUMENTS = 128;

  private final int exitCode;

  ToolException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
