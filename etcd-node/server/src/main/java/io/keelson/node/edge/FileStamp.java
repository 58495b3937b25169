package io.keelson.node.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** What changes when a file does: enough to know without reading it that it is the same. */
record FileStamp(String path, @Nullable FileTime modified, long size, @Nullable Object identity) {
  /** The stamp of now; a file that is not there has one too. Symbolic links are followed. */
  static FileStamp of(String path) {
    if (path.isEmpty()) {
      return absent(path);
    }
    try {
      var found = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return new FileStamp(path, found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException notThere) {
      return absent(path);
    }
  }

  private static FileStamp absent(String path) {
    return new FileStamp(path, null, -1, null);
  }
}
