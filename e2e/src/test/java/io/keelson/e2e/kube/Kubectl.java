package io.keelson.e2e.kube;

import io.keelson.e2e.process.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs kubectl as the cluster's administrator. */
public final class Kubectl {
  private final Program program;
  private final List<String> start;

  /** The cache folder holds what kubectl learns about the server's resources. */
  Kubectl(Path program, Path kubeconfig, Path cache) {
    this.program = new Program(program);
    start = List.of("--kubeconfig=" + kubeconfig, "--cache-dir=" + cache);
  }

  /** Whatever comes of it. The first argument is what it reads; it ends within half a minute. */
  public Program.Result run(String input, String... arguments) {
    List<String> all = new ArrayList<>(start);
    all.addAll(List.of(arguments));
    return program.run(input, all);
  }

  /** What it prints; it must succeed. */
  public String print(String input, String... arguments) {
    Program.Result result = run(input, arguments);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "kubectl " + String.join(" ", arguments) + " failed: " + result.err());
    }
    return result.out();
  }
}
