package io.keelson.node.engine;

/** The store cannot be read or written: a full or broken disk, or damaged files. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what was tried and why it failed. */
  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what was found. */
  public EngineException(String message) {
    super(message);
  }
}
