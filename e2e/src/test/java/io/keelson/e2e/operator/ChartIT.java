package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.kube.ControlPlane;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart and the folder {@code deploy}, on a real API server: accepted, and what they permit.
 */
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChartIT {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String USER = "system:serviceaccount:keelson-system:keelson-operator";
  private static final String PROTECTED =
      """
      apiVersion: etcd.keelson.dev/v1alpha1
      kind: EtcdCluster
      metadata: {name: guarded, namespace: default}
      spec: {version: 3.6.4, deletionProtection: true}
      """;

  private ControlPlane plane;
  private Helm helm;

  @BeforeAll
  void start() {
    helm = Helm.required();
    plane = new ControlPlane(Requires.subject(), Requires.kubernetes()).start();
    plane.kubectl().print("", "apply", "-k", DEPLOY.toString());
    plane
        .kubectl()
        .print("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=25s");
    plane.kubectl().print("", "create", "namespace", "watched");
  }

  @AfterAll
  void stop() {
    if (plane != null) {
      plane.close();
    }
  }

  @Test
  void isTidy() {
    Program.Result lint = helm.lint();
    assertThat(lint.exitCode()).as(lint.out() + lint.err()).isZero();
  }

  @Test
  void theFolderDeployIsThatOfTheChart() throws IOException {
    String rendered =
        helm.template(List.of("--set=crds.install=false"))
            .out()
            .lines()
            .filter(line -> !line.contains("helm.sh/chart"))
            .map(line -> line.replace("managed-by: Helm", "managed-by: kubectl"))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(DEPLOY.resolve("operator.yaml")))
        .as("write it anew with deploy/render")
        .endsWith(rendered + "\n");
  }

  /** Each line: options of a template, separated by spaces. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set=replicas=2",
        "--set=rbac.scope=namespace,watchNamespaces={watched}",
        "--set=rbac.secretNamespaces={watched},networkPolicy.enabled=true",
        "--set=rbac.create=false,serviceAccount.create=false,serviceAccount.name=mine",
        "--set=replicas=1,image.digest="
            + "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "--set=crds.keep=false,admissionPolicy.enabled=false,priorityClassName=system-node-critical",
        "--set=extraEnv[0].name=A,extraEnv[0].value=b,nodeSelector.pool=x,podLabels.team=y",
      })
  void isTaken(String options) {
    Program.Result rendered = helm.template(Arrays.asList(options.split(" ", -1)));
    assertThat(rendered.exitCode()).as(rendered.err()).isZero();
    plane
        .kubectl()
        .print(
            rendered.out(),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--dry-run=server",
            "--validate=strict",
            "-f",
            "-");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "replicas=many, got string",
        "rbac.scope=galaxy, one of 'cluster'",
        "imagee=x, 'imagee' not allowed",
        "serviceAccount.create=false, serviceAccount.name is needed",
        "watchNamespaces={A_B}, does not match pattern"
      })
  void badValuesAreRefused(String value, String message) {
    Program.Result rendered = helm.template(List.of("--set=" + value));
    assertThat(rendered.exitCode()).isNotZero();
    assertThat(rendered.err()).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "yes, create, pods, watched",
    "yes, delete, persistentvolumeclaims, watched",
    "yes, create, services, watched",
    "yes, get, secrets, watched",
    "yes, patch, etcdclusters/status, watched",
    "yes, update, etcdclusters/finalizers, watched",
    "yes, create, etcdmembers, watched",
    "yes, create, etcdbackups, watched",
    "yes, create, jobs.batch, watched",
    "yes, get, namespaces, watched",
    "no, delete, namespaces, watched",
    "yes, create, poddisruptionbudgets, watched",
    "yes, create, networkpolicies.networking.k8s.io, watched",
    "yes, create, events.events.k8s.io, watched",
    "yes, update, leases, keelson-system",
    "yes, watch, nodes, ",
    "yes, create, etcdclusters, watched",
    "yes, patch, etcdrestores/status, watched",
    "yes, patch, etcdbackupschedules/status, watched",
    "no, create, etcdrestores, watched",
    "no, delete, etcdclusters, watched",
    "no, update, leases, watched",
    "no, create, pods/exec, watched",
    "no, update, nodes, ",
    "no, create, deployments, watched",
    "no, get, configmaps, watched",
    "no, create, clusterroles, ",
  })
  void mayDoWhatItMustAndNoMore(String answer, String verb, String resource, String namespace) {
    String[] parts = resource.split("/", -1);
    Program.Result result =
        plane
            .kubectl()
            .run(
                "",
                "auth",
                "can-i",
                verb,
                parts[0],
                "--subresource=" + (parts.length > 1 ? parts[1] : ""),
                "--namespace=" + (namespace == null ? "default" : namespace),
                "--as=" + USER);
    assertThat(result.out().strip()).isEqualTo(answer);
  }

  @Test
  void protectedClustersAreNotDeleted() {
    plane.kubectl().print(PROTECTED, "apply", "-f", "-");
    // The API server takes up a new policy after a moment.
    assertThat(
            Await.until(
                LIMIT,
                () ->
                    plane
                            .kubectl()
                            .run("", "delete", "ec", "guarded", "--dry-run=server")
                            .exitCode()
                        != 0))
        .isTrue();
    Program.Result refused = plane.kubectl().run("", "delete", "ec", "guarded");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains("EtcdCluster guarded is protected: set spec.deletionProtection to false");
    plane
        .kubectl()
        .print(PROTECTED.replace("deletionProtection: true", "paused: true"), "apply", "-f", "-");
    plane.kubectl().print("", "delete", "ec", "guarded");
  }
}
