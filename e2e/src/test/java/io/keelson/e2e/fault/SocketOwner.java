package io.keelson.e2e.fault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which process holds the other end of a loopback connection, by what Linux tells under {@code
 * /proc}. Unlike a look at the first request it also works for TLS, and for requests that do not
 * say who sends them.
 */
final class SocketOwner {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private SocketOwner() {}

  /**
   * The name of the process that dialled, empty when it is none of the given ones or gone.
   *
   * @param pids process ids by name; what they started counts as them
   */
  static Optional<String> of(int diallerPort, int dialledPort, Map<String, Long> pids) {
    Optional<String> inode = inode(diallerPort, dialledPort);
    if (inode.isEmpty()) {
      return Optional.empty();
    }
    String socket = "socket:[" + inode.get() + "]";
    return pids.entrySet().stream()
        .filter(entry -> family(entry.getValue()).stream().anyMatch(pid -> holds(pid, socket)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Optional<String> inode(int diallerPort, int dialledPort) {
    String local = ":%04X".formatted(diallerPort);
    String remote = ":%04X".formatted(dialledPort);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+", INODE + 2);
          if (fields.length > INODE
              && fields[LOCAL].endsWith(local)
              && fields[REMOTE].endsWith(remote)
              && !fields[INODE].equals("0")) {
            return Optional.of(fields[INODE]);
          }
        }
      } catch (IOException e) {
        // A kernel without IPv6 has no second table.
      }
    }
    return Optional.empty();
  }

  private static List<Long> family(long pid) {
    List<Long> all = new ArrayList<>(List.of(pid));
    ProcessHandle.of(pid)
        .ifPresent(handle -> handle.descendants().forEach(below -> all.add(below.pid())));
    return all;
  }

  private static boolean holds(long pid, String socket) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        if (target(file).equals(socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false; // the process ended
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
