package io.keelson.e2e;

import io.keelson.e2e.kube.KubePrograms;
import io.keelson.e2e.kube.LocalKubernetes;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Reference;
import io.keelson.e2e.process.Repository;
import org.junit.jupiter.api.Assumptions;

/** A test that lacks a program is reported as skipped, with the reason. */
public final class Requires {
  private Requires() {}

  public static EtcdProcess.Spec ours() {
    try {
      return EtcdProcess.ours();
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  /** The tools of our distribution, which has to be built. */
  public static Reference ourTools() {
    try {
      return new Reference("of ours", Repository.launcher().resolveSibling(""));
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  public static Reference reference(String version) {
    try {
      return Reference.of(version);
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  public static KubePrograms kubernetes() {
    try {
      return KubePrograms.locate();
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  /**
   * A Kubernetes with nodes that run pods: the one of {@code KUBECONFIG}, or one on this machine.
   */
  public static LocalKubernetes cluster() {
    try {
      return LocalKubernetes.shared();
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  /** What a test of one server tests: our node, or {@code -Dsubject=3.7} to check the test. */
  public static EtcdProcess.Spec subject() {
    String version = System.getProperty("subject");
    return version == null ? ours() : upstream(version);
  }

  public static EtcdProcess.Spec upstream(String version) {
    return EtcdProcess.of(reference(version));
  }
}
