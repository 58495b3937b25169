package io.keelson.e2e.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.FreePorts;
import io.keelson.e2e.process.LoggedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Storage, API server and, when asked for, controllers and scheduler, each a process on loopback
 * ports, with one folder for keys and logs. Nothing listens beyond the machine. One caller; the
 * clients that it hands out may be used by many threads.
 */
public final class ControlPlane implements KubernetesApi, AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

  /** Of the range for documentation: the address that clients in pods would be told. */
  private static final String ADVERTISED = "192.0.2.1";

  private final KubePrograms programs;
  private final Path folder = Folders.create("kube");
  private final Authority authority = new Authority(folder, "kubernetes-ca");
  private final Authority.Identity server;
  private final Authority.Identity admin;
  private final Path kubeconfig;
  private final SecureStorage storage;
  private final int port = FreePorts.take();
  private final Map<String, String> apiServerFlags = new LinkedHashMap<>();
  // It panics when its cache differs from the storage, or when a watch lacks previous values.
  private final LoggedProcess apiServer =
      process("kube-apiserver")
          .environment("KUBE_WATCHCACHE_CONSISTENCY_CHECKER", "true")
          .environment("KUBE_PANIC_WATCH_DECODE_ERROR", "true");
  private final LoggedProcess controllers = process("kube-controller-manager");
  private final LoggedProcess scheduler = process("kube-scheduler");
  private final ApiHttp http;
  private final KubernetesClient client;
  private Duration readyTime = Duration.ZERO;
  private boolean isElecting = true;

  /** With a storage of one member. Nothing runs yet. */
  public ControlPlane(EtcdProcess.Spec spec, KubePrograms programs) {
    this(List.of(spec), programs);
  }

  /** With a member for each spec, all of which the API server is told of. Nothing runs yet. */
  ControlPlane(List<EtcdProcess.Spec> specs, KubePrograms programs) {
    this.programs = programs;
    storage = new SecureStorage(specs, folder);
    server =
        authority.issue(
            "apiserver",
            "CN=kube-apiserver",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "localhost",
            "127.0.0.1",
            "10.96.0.1");
    admin = authority.issue("admin", "O=system:masters,CN=admin");
    Authority.writeKeyPair(folder, "service-account");
    kubeconfig = writeKubeconfig(admin);
    apiServerFlags.putAll(defaultFlags());
    http = new ApiHttp(URI.create(url()), authority.context(admin));
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
            .withClientKeyAlgo("EC")
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /** For the next start of the API server; replaces a flag of that name. */
  ControlPlane apiServerFlag(String name, String value) {
    apiServerFlags.put(name, value);
    return this;
  }

  /** For controllers and scheduler that run on however long the storage is away. */
  ControlPlane withoutLeaderElection() {
    isElecting = false;
    return this;
  }

  /** Starts storage and API server; closes everything when that fails. */
  public ControlPlane start() {
    try {
      storage.start();
      startApiServer();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns when the API server calls itself ready. */
  void startApiServer() {
    List<String> command = new ArrayList<>(List.of(programs.apiServer().toString()));
    apiServerFlags.forEach((name, value) -> command.add("--" + name + "=" + value));
    long start = System.nanoTime();
    apiServer.start(command);
    awaitReady();
    readyTime = Duration.ofNanos(System.nanoTime() - start);
  }

  /** From the last start of the API server until it called itself ready. */
  Duration readyTime() {
    return readyTime;
  }

  /** Waits for {@code /readyz}, which asks the storage too. */
  void awaitReady() {
    boolean ready =
        Await.until(READY_LIMIT, () -> !apiServer.isAlive() || http.isOk("/readyz", CALL_LIMIT));
    if (!ready || !apiServer.isAlive()) {
      String state = apiServer.isAlive() ? "is not ready after " + READY_LIMIT : "ended";
      throw new IllegalStateException("kube-apiserver " + state + ":\n" + apiServer.tail());
    }
  }

  void stopApiServer() {
    apiServer.stop(GRACE);
  }

  void killApiServer() {
    apiServer.kill9();
  }

  /** With leader election, unless that is off, so that their leases are renewed in the storage. */
  void startControllers() {
    List<String> command = new ArrayList<>(List.of(programs.controllerManager().toString()));
    command.addAll(componentFlags());
    command.add("--service-account-private-key-file=" + folder.resolve("service-account.key"));
    command.add("--root-ca-file=" + authority.certFile());
    command.add("--cluster-signing-cert-file=" + authority.certFile());
    command.add("--cluster-signing-key-file=" + authority.keyFile());
    command.add("--use-service-account-credentials=true");
    controllers.start(command);
  }

  void startScheduler() {
    List<String> command = new ArrayList<>(List.of(programs.scheduler().toString()));
    command.addAll(componentFlags());
    scheduler.start(command);
  }

  void stopControllers() {
    scheduler.stop(GRACE);
    controllers.stop(GRACE);
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  SecureStorage storage() {
    return storage;
  }

  @Override
  public ApiHttp http() {
    return http;
  }

  /** A client with connections of its own, which the caller closes. */
  ApiHttp newHttp(Duration callLimit) {
    return new ApiHttp(URI.create(url()), authority.context(admin), callLimit);
  }

  /** Tries again, a few times, what is answered 429 or 5xx. */
  public KubernetesClient client() {
    return client;
  }

  /** For programs that are to use it as its administrator. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  public Kubectl kubectl() {
    return new Kubectl(programs.kubectl(), kubeconfig, folder.resolve("kubectl-cache"));
  }

  /** What the API server wrote over all its starts. */
  String apiServerLog() {
    return apiServer.output();
  }

  /** Whether both run. */
  boolean hasControllers() {
    return controllers.isAlive() && scheduler.isAlive();
  }

  /** Of both. */
  @Override
  public String controllerTail() {
    return controllers.tail() + "\n" + scheduler.tail();
  }

  /** Copies the logs of all processes to a folder that stays. */
  Path keepLogs() {
    Path kept = Folders.create("kube-logs");
    try {
      for (LoggedProcess process : List.of(apiServer, controllers, scheduler)) {
        Files.writeString(kept.resolve(process.name() + ".log"), process.output());
      }
      for (SecureMember member : storage.members()) {
        Files.writeString(kept.resolve(member.name() + ".log"), member.process().output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kept;
  }

  /** The API server before its storage: without it, it hangs. */
  @Override
  public void close() {
    client.close();
    http.close();
    stopControllers();
    stopApiServer();
    storage.close();
    Folders.delete(folder);
  }

  private LoggedProcess process(String name) {
    return new LoggedProcess(name, folder.resolve(name + ".log"));
  }

  private Map<String, String> defaultFlags() {
    Map<String, String> flags = new LinkedHashMap<>();
    List<Path> toStorage = storage.clientFiles();
    flags.put("etcd-servers", storage.endpoints());
    flags.put("etcd-cafile", toStorage.get(0).toString());
    flags.put("etcd-certfile", toStorage.get(1).toString());
    flags.put("etcd-keyfile", toStorage.get(2).toString());
    flags.put("bind-address", "127.0.0.1");
    flags.put("secure-port", Integer.toString(port));
    flags.put("advertise-address", ADVERTISED);
    flags.put("cert-dir", folder.toString());
    flags.put("client-ca-file", authority.certFile().toString());
    flags.put("tls-cert-file", server.certFile().toString());
    flags.put("tls-private-key-file", server.keyFile().toString());
    flags.put("service-account-issuer", "https://kubernetes.default.svc");
    flags.put("service-account-key-file", folder.resolve("service-account.pub").toString());
    flags.put("service-account-signing-key-file", folder.resolve("service-account.key").toString());
    flags.put("service-cluster-ip-range", "10.96.0.0/16");
    flags.put("authorization-mode", "Node,RBAC");
    flags.put("allow-privileged", "true");
    return flags;
  }

  private List<String> componentFlags() {
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--bind-address=127.0.0.1",
        "--secure-port=" + FreePorts.take(),
        "--cert-dir=" + folder,
        "--leader-elect=" + isElecting,
        // They end when they cannot renew their lease: not because a machine is slow.
        "--leader-elect-lease-duration=60s",
        "--leader-elect-renew-deadline=40s");
  }

  private Path writeKubeconfig(Authority.Identity user) {
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: keelson
          cluster: {server: "%s", certificate-authority: "%s"}
        users:
        - name: admin
          user: {client-certificate: "%s", client-key: "%s"}
        contexts:
        - name: admin
          context: {cluster: keelson, user: admin}
        current-context: admin
        """
            .formatted(url(), authority.certFile(), user.certFile(), user.keyFile());
    try {
      return Files.writeString(folder.resolve("kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
