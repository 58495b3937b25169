package io.keelson.e2e.operator;

import io.keelson.e2e.process.Program;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Helm, from the path or from where this project's tests have built it. */
record Helm(Path path) {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(6);
  private static final Path CHART = Path.of("..", "charts", "keelson-operator");

  /** A test without it is skipped. */
  static Helm required() {
    List<Path> candidates = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      candidates.add(Path.of(folder, "helm"));
    }
    candidates.addAll(built());
    Optional<Path> found = candidates.stream().filter(Files::isExecutable).findFirst();
    return new Helm(
        found.orElseGet(
            () -> Assumptions.abort("helm is neither on the path nor built (e2e/kube/build)")));
  }

  private static List<Path> built() {
    String home = System.getProperty("user.home");
    String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
    String own = System.getenv().getOrDefault("KEELSON_CACHE", caches + "/keelson");
    Path folder = Path.of(own, "kube");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.map(built -> built.resolve("helm")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the chart makes; the options are those of {@code helm template}. */
  Program.Result template(List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "template",
                "keelson-operator",
                CHART.toString(),
                "--namespace=keelson-system",
                "--kube-version=1.36.0"));
    arguments.addAll(options);
    return new Program(path).run("", arguments);
  }

  /** Installs or upgrades the operator, and waits until it is ready. */
  void install(Path kubeconfig, List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                "keelson-operator",
                CHART.toString(),
                "--kubeconfig=" + kubeconfig,
                "--namespace=keelson-system",
                "--create-namespace",
                "--wait",
                "--timeout=5m"));
    arguments.addAll(options);
    Program.Result result = new Program(path, INSTALL_LIMIT).run("", arguments);
    if (result.exitCode() != 0) {
      throw new IllegalStateException("helm install: " + result.err());
    }
  }

  /** Takes the operator off; definitions stay, as the chart says. */
  Program.Result uninstall(Path kubeconfig) {
    List<String> arguments =
        List.of(
            "uninstall",
            "keelson-operator",
            "--kubeconfig=" + kubeconfig,
            "--namespace=keelson-system",
            "--wait",
            "--timeout=2m");
    return new Program(path, INSTALL_LIMIT).run("", arguments);
  }

  Program.Result lint() {
    return new Program(path).run("", List.of("lint", "--strict", CHART.toString()));
  }
}
