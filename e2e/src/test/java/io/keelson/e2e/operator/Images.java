package io.keelson.e2e.operator;

import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;

/**
 * The images of this tree, made once per JVM, one after the other, while nodes take those that are
 * there. Not while Kubernetes starts: beside both, its first answers took longer than clients wait.
 */
final class Images {
  /** Also for making AOT caches. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final List<String> NAMES = List.of("etcd-node", "etcd-backup", "operator");

  private static List<CompletableFuture<Program.Result>> results = List.of();

  private Images() {}

  /** Returns at once. */
  private static synchronized void begin() {
    if (results.isEmpty()) {
      var build = new Program(Repository.root().resolve("images/build"), LIMIT);
      ExecutorService one =
          Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("images").factory());
      results =
          NAMES.stream()
              .map(name -> CompletableFuture.supplyAsync(() -> build.run("", List.of(name)), one))
              .toList();
      one.shutdown();
    }
  }

  /** The file of an image; when it cannot be made, the test is skipped. */
  static Path await(String name) {
    begin();
    Program.Result result = results.get(NAMES.indexOf(name)).join();
    Assumptions.assumeTrue(
        result.exitCode() == 0, () -> "no image of " + name + ": " + result.err().strip());
    return Path.of(result.out().strip());
  }
}
