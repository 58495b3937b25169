package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.MemberPhase;
import io.keelson.operator.api.PodTemplateSpec;
import io.keelson.operator.api.SchedulingSpec;
import io.keelson.operator.api.StorageMedium;
import io.keelson.operator.api.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pod of a member. It is never changed but for its labels: where its hash differs from the
 * specification's, it is to be made anew.
 */
public final class MemberPod {
  static final String VOLUME_DIR = "/var/lib/etcd";
  static final String DATA_DIR = VOLUME_DIR + "/data";
  static final String CLIENT_TLS_DIR = "/etc/etcd/tls/client";
  static final String PEER_TLS_DIR = "/etc/etcd/tls/peer";

  private static final long USER = 65532;
  private static final int SECRET_MODE = 0440;
  private static final Quantity TMP_SIZE = new Quantity("64Mi");

  private MemberPod() {}

  /** Whether the member ran before, so that an empty volume means lost data. */
  public static boolean hasStarted(EtcdMember member) {
    MemberPhase phase = member.statusOrEmpty().phase();
    if (member.statusOrEmpty().memberID() == null || phase == null) {
      return false;
    }
    return switch (phase) {
      case PENDING, PROVISIONING, JOINING -> false;
      case LEARNER, READY, RESTARTING, REPAIRING, REMOVING, QUARANTINED, REMOVED -> true;
    };
  }

  /** Whether the member counts as a voter, for the labels of its pod. */
  static boolean isVoter(EtcdMember member) {
    MemberPhase phase = member.statusOrEmpty().phase();
    if (member.getSpec().role().isFirst()) {
      return true;
    }
    return phase == MemberPhase.READY || phase == MemberPhase.RESTARTING;
  }

  /** What of the specification rolls pods: 16 hexadecimal digits, the same for every member. */
  public static String specHash(EtcdCluster cluster, Effective effective) {
    return SpecHash.of(cluster, effective);
  }

  /** The pod that the member is to have. */
  public static Pod build(EtcdCluster cluster, EtcdMember member, Effective effective) {
    return new PodBuilder()
        .withMetadata(metadata(cluster, member, effective))
        .withSpec(spec(cluster, member, effective))
        .build();
  }

  private static ObjectMeta metadata(EtcdCluster cluster, EtcdMember member, Effective effective) {
    PodTemplateSpec template = cluster.getSpec().podTemplate();
    Map<String, String> labels = new TreeMap<>(template.labels());
    labels.putAll(
        Names.memberLabels(cluster, member.getSpec().memberName(), member.getSpec().slot()));
    labels.put(Names.ROLE_LABEL, isVoter(member) ? Names.VOTER : Names.LEARNER);
    Map<String, String> annotations = new TreeMap<>(template.annotations());
    annotations.putIfAbsent("kubectl.kubernetes.io/default-container", Names.CONTAINER);
    annotations.put(Names.SPEC_HASH_ANNOTATION, specHash(cluster, effective));
    annotations.put(Names.VERSION_ANNOTATION, cluster.getSpec().version());
    return Owners.ofMember(cluster, member, labels).edit().withAnnotations(annotations).build();
  }

  private static PodSpec spec(EtcdCluster cluster, EtcdMember member, Effective effective) {
    PodTemplateSpec template = cluster.getSpec().podTemplate();
    SchedulingSpec scheduling = cluster.getSpec().scheduling();
    return new PodSpecBuilder()
        .withHostname(member.getSpec().memberName())
        .withSubdomain(Names.peerService(cluster))
        .withServiceAccountName(template.serviceAccountName())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withRestartPolicy("Always")
        .withTerminationGracePeriodSeconds(template.terminationGracePeriodSeconds().longValue())
        .withSecurityContext(securityContext(template.securityContext()))
        .withImagePullSecrets(
            cluster.getSpec().image().pullSecrets().stream()
                .map(LocalObjectReference::new)
                .toList())
        .withHostAliases(template.hostAliases())
        .withAffinity(Placement.affinity(cluster))
        .withTopologySpreadConstraints(Placement.spread(cluster))
        .withNodeSelector(scheduling.nodeSelector())
        .withTolerations(scheduling.tolerations())
        .withPriorityClassName(scheduling.priorityClassName())
        .withRuntimeClassName(scheduling.runtimeClassName())
        .withSchedulerName(scheduling.schedulerName())
        .addToInitContainers(MemberContainers.marker(cluster, member, effective))
        .addAllToInitContainers(SeedContainer.build(cluster, member, effective))
        .addAllToInitContainers(template.initContainers())
        .addToContainers(MemberContainers.server(cluster, member, effective))
        .addAllToContainers(template.sidecars())
        .withVolumes(volumes(cluster, member))
        .build();
  }

  /** The user's wishes, and ours where there are none. */
  private static PodSecurityContext securityContext(@Nullable PodSecurityContext given) {
    PodSecurityContext context = given == null ? new PodSecurityContext() : given;
    return new PodSecurityContextBuilder(context)
        .withRunAsNonRoot(or(context.getRunAsNonRoot(), true))
        .withRunAsUser(or(context.getRunAsUser(), USER))
        .withRunAsGroup(or(context.getRunAsGroup(), USER))
        .withFsGroup(or(context.getFsGroup(), USER))
        .withFsGroupChangePolicy(or(context.getFsGroupChangePolicy(), "OnRootMismatch"))
        .withSeccompProfile(
            or(
                context.getSeccompProfile(),
                new SeccompProfileBuilder().withType("RuntimeDefault").build()))
        .build();
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static List<Volume> volumes(EtcdCluster cluster, EtcdMember member) {
    TlsSpec tls = cluster.getSpec().tls();
    List<Volume> volumes = new ArrayList<>();
    volumes.add(data(cluster, member));
    volumes.add(
        new VolumeBuilder()
            .withName("tmp")
            .withNewEmptyDir()
            .withSizeLimit(TMP_SIZE)
            .endEmptyDir()
            .build());
    if (tls.client() != null) {
      volumes.add(secret("client-tls", Names.serverSecret(cluster)));
    }
    if (tls.effectivePeer() != null) {
      volumes.add(secret("peer-tls", Names.peerSecret(cluster)));
    }
    volumes.addAll(SeedContainer.volumes(cluster, member));
    volumes.addAll(cluster.getSpec().podTemplate().volumes());
    return volumes;
  }

  private static Volume data(EtcdCluster cluster, EtcdMember member) {
    VolumeBuilder data = new VolumeBuilder().withName("data");
    if (cluster.getSpec().storage().medium() == StorageMedium.MEMORY) {
      return data.withNewEmptyDir()
          .withMedium("Memory")
          .withSizeLimit(cluster.getSpec().storage().size())
          .endEmptyDir()
          .build();
    }
    return data.withNewPersistentVolumeClaim()
        .withClaimName(Names.claim(member))
        .endPersistentVolumeClaim()
        .build();
  }

  private static Volume secret(String name, String secret) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withDefaultMode(SECRET_MODE)
        .endSecret()
        .build();
  }
}
