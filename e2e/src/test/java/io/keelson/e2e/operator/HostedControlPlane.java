package io.keelson.e2e.operator;

import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.ApiHttp;
import io.keelson.e2e.kube.Authority;
import io.keelson.e2e.kube.KubernetesApi;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * A Kubernetes control plane in a pod beside the cluster that is its storage: API server and
 * controllers, as hosted control planes are run. The API server knows the cluster by the name of
 * its client service and the certificate in its secret, as a user would tell it. Controllers elect
 * a leader, as usual: they end when the storage is away for long, and kubelet starts them anew. The
 * pod goes with the namespace.
 */
final class HostedControlPlane implements KubernetesApi, AutoCloseable {
  private static final String POD = "control-plane";
  private static final int PORT = 6443;
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(3);

  /** ConfigMaps are not cached: each watch of them is one of the storage. */
  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: control-plane}
      spec:
        automountServiceAccountToken: false
        enableServiceLinks: false
        terminationGracePeriodSeconds: 1
        containers:
        - name: apiserver
          image: docker.io/keelson/pause:dev
          imagePullPolicy: Never
          command:
          - /programs/kube-apiserver
          - --etcd-servers=https://CLUSTER-client:2379
          - --etcd-cafile=/storage/ca.crt
          - --etcd-certfile=/storage/tls.crt
          - --etcd-keyfile=/storage/tls.key
          - --etcd-compaction-interval=1h
          - --watch-cache-sizes=configmaps#0
          - --secure-port=6443
          - --advertise-address=$(POD_IP)
          - --client-ca-file=/pki/kubernetes-ca.crt
          - --tls-cert-file=/pki/apiserver.crt
          - --tls-private-key-file=/pki/apiserver.key
          - --service-account-issuer=https://kubernetes.default.svc
          - --service-account-key-file=/pki/service-account.pub
          - --service-account-signing-key-file=/pki/service-account.key
          - --service-cluster-ip-range=10.96.0.0/16
          - --authorization-mode=Node,RBAC
          env:
          - name: POD_IP
            valueFrom: {fieldRef: {fieldPath: status.podIP}}
          # It panics when its cache differs from the storage, or a watch lacks old values.
          - {name: KUBE_WATCHCACHE_CONSISTENCY_CHECKER, value: "true"}
          - {name: KUBE_PANIC_WATCH_DECODE_ERROR, value: "true"}
          volumeMounts: &mounts
          - {name: programs, mountPath: /programs, readOnly: true}
          - {name: pki, mountPath: /pki, readOnly: true}
          - {name: storage, mountPath: /storage, readOnly: true}
        - name: controllers
          image: docker.io/keelson/pause:dev
          imagePullPolicy: Never
          command:
          - /programs/kube-controller-manager
          - --kubeconfig=/pki/kubeconfig
          - --service-account-private-key-file=/pki/service-account.key
          - --root-ca-file=/pki/kubernetes-ca.crt
          - --cluster-signing-cert-file=/pki/kubernetes-ca.crt
          - --cluster-signing-key-file=/pki/kubernetes-ca.key
          - --use-service-account-credentials=true
          volumeMounts: *mounts
        volumes:
        - name: programs
          hostPath: {path: "PROGRAMS", type: Directory}
        - name: pki
          secret: {secretName: control-plane}
        - name: storage
          secret: {secretName: CLUSTER-client-tls}
      """;

  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters:
      - name: own
        cluster: {server: "https://127.0.0.1:6443", certificate-authority: /pki/kubernetes-ca.crt}
      users:
      - name: admin
        user: {client-certificate: /pki/admin.crt, client-key: /pki/admin.key}
      contexts:
      - name: own
        context: {cluster: own, user: admin}
      current-context: own
      """;

  private final ManagedCluster cluster;
  private final Path folder = Folders.create(POD);
  private final SSLContext admin;
  private final Tunnel tunnel;
  private final ApiHttp http;

  /** Returns when the API server calls itself ready. */
  HostedControlPlane(ManagedCluster cluster) {
    this.cluster = cluster;
    var authority = new Authority(folder, "kubernetes-ca");
    var _ =
        authority.issue(
            "apiserver", "CN=kube-apiserver", "kubernetes.default.svc", "127.0.0.1", "10.96.0.1");
    admin = authority.context(authority.issue("admin", "O=system:masters,CN=admin"));
    Authority.writeKeyPair(folder, "service-account");
    write("kubeconfig", KUBECONFIG);
    start();
    tunnel = new Tunnel(OperatorFixture.network(1), podAddress(), PORT);
    http = new ApiHttp(url(), admin);
    if (!Await.until(READY_LIMIT, () -> http.isOk("/readyz", CALL_LIMIT))) {
      String said = log("apiserver");
      close();
      throw new AssertionError("the API server is not ready after " + READY_LIMIT + ":\n" + said);
    }
  }

  @Override
  public ApiHttp http() {
    return http;
  }

  /** A client with connections of its own, which the caller closes. */
  ApiHttp newHttp(Duration callLimit) {
    return new ApiHttp(url(), admin, callLimit);
  }

  @Override
  public String controllerTail() {
    return log("controllers");
  }

  /** How often the API server was started again. */
  String restarts() {
    return cluster.field(
        "pod/" + POD, ".status.containerStatuses[?(@.name=='apiserver')].restartCount");
  }

  @Override
  public void close() {
    http.close();
    tunnel.close();
    Folders.delete(folder);
  }

  private void start() {
    var _ = cluster.kubectl("create", "secret", "generic", POD, "--from-file=" + folder);
    cluster.apply(
        MANIFEST
            .replace("CLUSTER", ManagedCluster.NAME)
            .replace("PROGRAMS", Requires.kubernetes().directory().toString()));
  }

  private String podAddress() {
    Program.Result waited =
        cluster.kubectl("wait", "--for=jsonpath={.status.podIP}", "pod/" + POD, "--timeout=25s");
    if (waited.exitCode() != 0) {
      throw new AssertionError(waited.err() + cluster.kubectl("describe", "pod", POD).out());
    }
    return cluster.field("pod/" + POD, ".status.podIP").strip();
  }

  private String log(String container) {
    return cluster.kubectl("logs", POD, "--container=" + container, "--tail=30").out();
  }

  private URI url() {
    return URI.create("https://127.0.0.1:" + tunnel.port());
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
