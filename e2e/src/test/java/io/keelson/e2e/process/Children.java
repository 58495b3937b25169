package io.keelson.e2e.process;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that this JVM started, so that none outlives it. */
final class Children {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Children::kill), "kill-children"));
  }

  private Children() {}

  static Process watched(Process process) {
    RUNNING.add(process);
    var _ = process.onExit().thenAccept(RUNNING::remove);
    return process;
  }

  /** SIGKILL, also to what the process started: a launcher script may not have replaced itself. */
  static void kill(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
