package io.keelson.e2e.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes with kubelets that all tests of this JVM share: the cluster that {@code KUBECONFIG}
 * names, or one that {@code e2e/kube/up} starts on this machine and that belongs to this JVM. It is
 * taken down when it is closed or the JVM ends; should the JVM be killed, the next {@code up} finds
 * its owner gone. Safe for many threads.
 */
public final class LocalKubernetes implements AutoCloseable {
  private static final int NODES = 3;

  /** Also for building Kubernetes. */
  private static final Duration UP_LIMIT = Duration.ofMinutes(40);

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int EXIT_MUST_INSTALL = 3;
  private static final int EXIT_IN_USE = 4;
  private static final Path SCRIPTS = Repository.root().resolve("e2e/kube");

  private static @Nullable LocalKubernetes shared;
  private static @Nullable String whyNot;

  private final Path kubeconfig;
  private final boolean isOurs;
  private final KubePrograms programs;
  private final Path cache = Folders.create("kubectl-cache");

  private LocalKubernetes(Path kubeconfig, boolean isOurs, KubePrograms programs) {
    this.kubeconfig = kubeconfig;
    this.isOurs = isOurs;
    this.programs = programs;
  }

  /**
   * The cluster, which is started when there is none yet.
   *
   * @throws MissingProgramException when it cannot run here, or somebody else's is up; the message
   *     says what to do
   * @throws IllegalStateException when it should have come up and did not
   */
  public static synchronized LocalKubernetes shared() throws MissingProgramException {
    if (shared != null) {
      return shared;
    }
    if (whyNot != null) {
      throw new MissingProgramException(whyNot);
    }
    try {
      shared = System.getenv("KUBECONFIG") == null ? start() : given(System.getenv("KUBECONFIG"));
      return shared;
    } catch (MissingProgramException e) {
      whyNot = e.getMessage();
      throw e;
    }
  }

  /** For programs that are told where the cluster is. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Whether it was started here, so that its nodes may be broken and images be loaded. */
  public boolean isOurs() {
    return isOurs;
  }

  /** As the cluster's administrator; the caller closes it. */
  public KubernetesClient newClient() {
    Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile())).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** As the cluster's administrator. */
  public Kubectl kubectl() {
    return new Kubectl(programs.kubectl(), kubeconfig, cache);
  }

  /** Gives an image to all nodes, and returns its full name. */
  public String load(Path imageTar) {
    return succeed(script("load", imageTar.toString())).out().strip();
  }

  /** As if its power went. Nodes are counted from 1. */
  public void stopNode(int node) {
    succeed(script("node", "stop", Integer.toString(node)));
  }

  /** All its processes, those of pods too, stand still. */
  public void pauseNode(int node) {
    succeed(script("node", "pause", Integer.toString(node)));
  }

  /** Its link is down, everything on it goes on. */
  public void cutNode(int node) {
    succeed(script("node", "cut", Integer.toString(node)));
  }

  /** Ends what was done to it; it is ready some seconds later. */
  public void startNode(int node) {
    succeed(script("node", "start", Integer.toString(node)));
  }

  /** Takes it down when it was started here; the next caller of {@link #shared} starts another. */
  @Override
  public void close() {
    synchronized (LocalKubernetes.class) {
      if (shared == this) {
        shared = null;
        Folders.delete(cache);
        if (isOurs) {
          succeed(script("down"));
        }
      }
    }
  }

  private static LocalKubernetes start() throws MissingProgramException {
    String owner = Long.toString(ProcessHandle.current().pid());
    Program.Result up = script("up", "--owner", owner, Integer.toString(NODES));
    if (up.exitCode() == EXIT_MUST_INSTALL || up.exitCode() == EXIT_IN_USE) {
      throw new MissingProgramException("no local Kubernetes: " + up.err().strip());
    }
    String export = succeed(up).out().lines().reduce("", (_, last) -> last);
    var cluster =
        new LocalKubernetes(
            Path.of(export.substring(export.indexOf('=') + 1)), true, KubePrograms.locate());
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::downAtExit, "local-kubernetes-down"));
    return cluster;
  }

  /** Not as a watched child, which the end of the JVM would kill. */
  private void downAtExit() {
    synchronized (LocalKubernetes.class) {
      if (shared != this) {
        return;
      }
    }
    try {
      new ProcessBuilder(SCRIPTS.resolve("down").toString()).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LocalKubernetes given(String kubeconfig) throws MissingProgramException {
    Path file = Path.of(kubeconfig);
    if (!Files.isReadable(file)) {
      throw new MissingProgramException(
          "KUBECONFIG must name one file that can be read, but is " + kubeconfig);
    }
    return new LocalKubernetes(file, false, KubePrograms.locate());
  }

  private static Program.Result script(String name, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    Duration limit = name.equals("up") ? UP_LIMIT : LIMIT;
    Program.Result result = new Program(SCRIPTS.resolve(name), limit).run("", all);
    String said = all.stream().collect(Collectors.joining(" ", name + " ", ": "));
    return new Program.Result(result.exitCode(), result.out(), said + result.err());
  }

  private static Program.Result succeed(Program.Result result) {
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "exit code " + result.exitCode() + " of e2e/kube/" + result.err());
    }
    return result;
  }
}
