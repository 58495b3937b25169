package io.keelson.node.tool;

import io.keelson.node.restore.RestoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the system refused, in a form that says so. */
final class Problems {
  private Problems() {}

  static void requireFile(Path path) throws ToolException {
    if (!Files.exists(path)) {
      throw new ToolException(
          ToolException.EXIT_ERROR, "stat " + path + ": no such file or directory");
    }
  }

  static String describe(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case RestoreException _ -> message;
      case NoSuchFileException _ -> "open " + message + ": no such file or directory";
      case AccessDeniedException _ -> "open " + message + ": permission denied";
      case FileAlreadyExistsException exists ->
          exists.getReason() == null ? message + ": file exists" : message;
      case FileSystemException _ -> message;
      default -> e.getMessage() == null ? e.toString() : message;
    };
  }
}
