package io.keelson.node.ctl;

/** A command ends without success; the message is upstream's, empty if all has been said. */
final class CtlException extends Exception {
  private static final long serialVersionUID = 1;

  static final int EXIT_ERROR = 1;
  static final int EXIT_BAD_FEATURE = 4;
  static final int EXIT_INTERRUPTED = 5;
  static final int EXIT_BAD_ARGUMENTS = 128;

  private final int exitCode;

  CtlException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static CtlException badArguments(String message) {
    return new CtlException(EXIT_BAD_ARGUMENTS, message);
  }

  /** What is said is said already. */
  static CtlException silent() {
    return new CtlException(EXIT_ERROR, "");
  }

  int exitCode() {
    return exitCode;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
