package io.keelson.node.restore;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Whole folders and files. */
final class Folders {
  private static final int CHUNK_BYTES = 1 << 20;

  private Folders() {}

  /** The folder that holds a file or folder. */
  static Path parent(Path path) {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  /** Deletes a folder and all in it; nothing happens if there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Copies a file; the copy is durable on return, its name is not. */
  static void copy(Disk disk, Path from, Path to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (DiskFile source = disk.openReadOnly(from);
        DiskFile target = disk.create(to)) {
      for (long at = 0; source.read(chunk.clear(), at) > 0; at += chunk.limit()) {
        target.write(chunk.flip(), at);
      }
      target.syncAll();
    }
  }
}
