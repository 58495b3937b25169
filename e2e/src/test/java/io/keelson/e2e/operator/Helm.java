package io.keelson.e2e.operator;

import io.keelson.e2e.process.BuildScript;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Helm, from the path or else built by {@code e2e/kube/build}. */
record Helm(Path path) {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(6);
  private static final Path CHART = Path.of("..", "charts", "keelson-operator");

  /** A test without it is skipped. */
  static Helm required() {
    List<Path> candidates = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      candidates.add(Path.of(folder, "helm"));
    }
    Optional<Path> found = candidates.stream().filter(Files::isExecutable).findFirst();
    return new Helm(found.orElseGet(Helm::built));
  }

  private static Path built() {
    try {
      return BuildScript.run("e2e/kube/build", "helm", "helm", "--helm").resolve("helm");
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
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
