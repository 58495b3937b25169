package io.keelson.node.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else holds the lock of a file. */
public final class DiskLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** For a file and who holds it ("another process", "this process"). */
  public DiskLockedException(Path file, String holder) {
    super(file + " is locked by " + holder);
  }
}
