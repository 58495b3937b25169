package io.keelson.node.main;

import io.keelson.node.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A mark beside the store that it failed while it was in use: the next start reads all of it, which
 * takes too long for every start of a large one. Any thread.
 */
final class StoreSuspicion {
  private final Path mark;

  /** For the folder {@code member}. */
  StoreSuspicion(Path member) {
    mark = member.resolve("store.suspect");
  }

  /** The process ends because of this: leaves the mark if the store is to blame. */
  void note(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EngineException) {
        try {
          Files.writeString(mark, cause.getMessage() + "\n");
        } catch (IOException e) {
          // The disk may be full or gone; the next start then finds out when it reads.
        }
        return;
      }
    }
  }

  boolean isNoted() {
    return Files.exists(mark);
  }

  /** The store was found sound, or is another one. */
  void clear() throws IOException {
    Files.deleteIfExists(mark);
  }
}
