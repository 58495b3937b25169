package io.keelson.e2e.process;

/** A program that a test needs is not here; the message says which and why. */
public final class MissingProgramException extends Exception {
  private static final long serialVersionUID = 1L;

  public MissingProgramException(String reason) {
    super(reason);
  }
}
