package io.keelson.operator.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.ProbesSpec;
import io.keelson.operator.api.PullPolicy;
import io.keelson.operator.api.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The containers of a member's pod that are ours. */
final class MemberContainers {
  private static final String COMMAND = "/usr/local/bin/etcd";
  private static final String MARKER_SCRIPT = read("marker.sh");
  private static final int STARTUP_PERIOD_SECONDS = 2;
  private static final int PROBE_TIMEOUT_SECONDS = 5;

  private MemberContainers() {}

  private static String read(String resource) {
    try (InputStream stream =
        Objects.requireNonNull(MemberContainers.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Container server(EtcdCluster cluster, EtcdMember member, Effective effective) {
    ProbesSpec probes = cluster.getSpec().probes();
    return new ContainerBuilder()
        .withName(Names.CONTAINER)
        .withImage(effective.image())
        .withImagePullPolicy(pullPolicy(cluster))
        .withCommand(COMMAND)
        .withArgs(ServerFlags.of(cluster, member, effective))
        .withEnv(cluster.getSpec().podTemplate().env())
        .withPorts(
            port("client", Names.CLIENT_PORT),
            port("peer", Names.PEER_PORT),
            port("metrics", Names.METRICS_PORT))
        .withResources(cluster.getSpec().resources())
        .withSecurityContext(securityContext())
        .withVolumeMounts(mounts(cluster))
        .withStartupProbe(startup(probes))
        .withReadinessProbe(
            probe(probes.readiness() == Readiness.FULL ? "/readyz" : "/livez", 5, 3))
        // A stalled disk is no reason to kill a member, unless it lasts a quarter of an hour.
        .withLivenessProbe(probes.liveness() ? probe("/livez", 30, 30) : null)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .build();
  }

  /** Lets the server see no volume but its own; see the script. */
  static Container marker(EtcdCluster cluster, EtcdMember member, Effective effective) {
    return new ContainerBuilder()
        .withName(Names.MARKER_CONTAINER)
        .withImage(effective.image())
        .withImagePullPolicy(pullPolicy(cluster))
        .withCommand("sh", "-c", MARKER_SCRIPT)
        .withEnv(
            variable("CLUSTER_UID", cluster.getMetadata().getUid()),
            variable("SLOT", Integer.toString(member.getSpec().slot())),
            variable("INCARNATION", Integer.toString(member.getSpec().incarnation())),
            variable("MEMBER_STARTED", Boolean.toString(MemberPod.hasStarted(member))),
            variable("VOLUME", MemberPod.VOLUME_DIR))
        .withResources(markerResources())
        .withSecurityContext(securityContext())
        .withVolumeMounts(mount("data", MemberPod.VOLUME_DIR))
        .build();
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static ResourceRequirements markerResources() {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("16Mi"))
        .addToLimits("memory", new Quantity("64Mi"))
        .build();
  }

  private static String pullPolicy(EtcdCluster cluster) {
    PullPolicy policy = cluster.getSpec().image().pullPolicy();
    return switch (policy) {
      case ALWAYS -> "Always";
      case IF_NOT_PRESENT -> "IfNotPresent";
      case NEVER -> "Never";
    };
  }

  private static ContainerPort port(String name, int port) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(port)
        .withProtocol("TCP")
        .build();
  }

  static SecurityContext securityContext() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  private static List<VolumeMount> mounts(EtcdCluster cluster) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("data", MemberPod.VOLUME_DIR));
    mounts.add(mount("tmp", "/tmp"));
    if (cluster.getSpec().tls().client() != null) {
      mounts.add(secret("client-tls", MemberPod.CLIENT_TLS_DIR));
    }
    if (cluster.getSpec().tls().effectivePeer() != null) {
      mounts.add(secret("peer-tls", MemberPod.PEER_TLS_DIR));
    }
    return mounts;
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }

  private static VolumeMount secret(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true).build();
  }

  private static Probe startup(ProbesSpec probes) {
    long seconds = Durations.parse(probes.startupBudget()).toSeconds();
    long failures = Math.clamp(seconds / STARTUP_PERIOD_SECONDS, 1, 100_000);
    return probe("/livez", STARTUP_PERIOD_SECONDS, (int) failures);
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort("metrics")
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(PROBE_TIMEOUT_SECONDS)
        .withFailureThreshold(failures)
        .build();
  }
}
