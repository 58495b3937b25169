package io.keelson.e2e.kube;

import io.keelson.e2e.process.BuildScript;
import io.keelson.e2e.process.MissingProgramException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes programs in one folder, built by {@code e2e/kube/build} when absent. A folder that
 * {@code KUBEBUILDER_ASSETS} names may have only {@code kube-apiserver} and {@code kubectl}.
 */
public record KubePrograms(Path directory) {
  private static @Nullable KubePrograms found;

  public static synchronized KubePrograms locate() throws MissingProgramException {
    if (found == null) {
      found = new KubePrograms(BuildScript.run("e2e/kube/build", "Kubernetes", "kube-apiserver"));
    }
    return found;
  }

  Path apiServer() {
    return directory.resolve("kube-apiserver");
  }

  Path kubectl() {
    return directory.resolve("kubectl");
  }

  Path controllerManager() {
    return directory.resolve("kube-controller-manager");
  }

  Path scheduler() {
    return directory.resolve("kube-scheduler");
  }

  /** Whether controllers and scheduler can be run. */
  boolean hasControllers() {
    return Files.isExecutable(controllerManager()) && Files.isExecutable(scheduler());
  }
}
