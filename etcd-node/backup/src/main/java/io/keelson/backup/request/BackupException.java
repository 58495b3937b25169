package io.keelson.backup.request;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A command cannot go on; the message says what to do. It passes through streams unchanged. */
public final class BackupException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** A failure with a remedy in its message. */
  public BackupException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** The same with what caused it. */
  public BackupException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The first failure of ours among an exception and its causes, or null. */
  public static @Nullable BackupException in(@Nullable Throwable error) {
    @Nullable Throwable at = error;
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (at instanceof BackupException found) {
        return found;
      }
      at = at.getCause();
    }
    return null;
  }

  /** Message, or class if there is none, of what something failed with. */
  public static String text(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
  }
}
