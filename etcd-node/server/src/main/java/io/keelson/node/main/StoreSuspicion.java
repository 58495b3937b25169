package io.keelson.node.main;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A mark beside the store that it failed while it was in use: the next start reads all of it, which
 * takes too long for every start of a large one. Any thread.
 */
final class StoreSuspicion {
  private final Disk disk;
  private final Path mark;

  /** For the folder {@code member}. */
  StoreSuspicion(Disk disk, Path member) {
    this.disk = disk;
    mark = member.resolve("store.suspect");
  }

  /** The process ends because of this: leaves the mark if the store is to blame. */
  void note(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EngineException) {
        byte[] text = (cause.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = disk.create(mark)) {
          file.write(ByteBuffer.wrap(text), 0);
          file.syncAll();
        } catch (IOException e) {
          // The disk may be full or gone; the next start then finds out when it reads.
        }
        return;
      }
    }
  }

  boolean isNoted() {
    return disk.exists(mark);
  }

  /** The store was found sound, or is another one. */
  void clear() throws IOException {
    if (disk.exists(mark)) {
      disk.delete(mark);
    }
  }
}
