package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.keelson.operator.api.BackupJobSpec;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.ResolvedSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job that restores a backup on trial. It runs one pod once: the operator itself counts and
 * tries again. A plain snapshot file has no manifest to be compared with, so it is just restored.
 */
public final class RehearsalJob {
  /** The name of the EtcdRestore, on its jobs and their pods. */
  public static final String REHEARSAL_LABEL = "etcd.keelson.dev/rehearsal";

  /** The number of the job among those of its restore. */
  public static final String ATTEMPT_LABEL = "etcd.keelson.dev/attempt";

  /** Of the container. */
  public static final String CONTAINER = "rehearse";

  private static final long USER = 65532;
  private static final String PROGRAM = "/usr/local/bin/etcd-backup";
  private static final long SPARE_SECONDS = 60;

  private RehearsalJob() {}

  /** The name of a job. */
  public static String name(EtcdRestore restore, int attempt) {
    return restore.getMetadata().getName() + "-rehearsal-" + attempt;
  }

  /**
   * The job.
   *
   * @param image the image of the program that does the work
   */
  public static Job build(EtcdRestore restore, ResolvedSource source, int attempt, String image) {
    BackupJobSpec template = restore.getSpec().jobTemplate();
    Map<String, String> own = new TreeMap<>();
    own.put("app.kubernetes.io/name", "etcd-backup");
    own.put("app.kubernetes.io/instance", restore.getMetadata().getName());
    own.put("app.kubernetes.io/component", "restore");
    own.put(Names.MANAGED_BY_LABEL, Names.MANAGED_BY);
    own.put(REHEARSAL_LABEL, restore.getMetadata().getName());
    own.put(ATTEMPT_LABEL, Integer.toString(attempt));
    Map<String, String> labels = new TreeMap<>(template.labels());
    labels.putAll(own);
    long seconds = Durations.parse(restore.getSpec().deadline()).toSeconds();
    return new JobBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(name(restore, attempt))
                .withNamespace(restore.getMetadata().getNamespace())
                .withLabels(own)
                .withOwnerReferences(Owners.reference(restore))
                .build())
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(seconds + SPARE_SECONDS)
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(template.annotations())
        .endMetadata()
        .withSpec(pod(restore, source, image))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(EtcdRestore restore, ResolvedSource source, String image) {
    BackupJobSpec template = restore.getSpec().jobTemplate();
    StoreAccess access = StoreAccess.of(source);
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName(template.serviceAccountName())
        .withAutomountServiceAccountToken(template.serviceAccountName() != null)
        .withEnableServiceLinks(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withSeccompProfile(new SeccompProfileBuilder().withType("RuntimeDefault").build())
        .endSecurityContext()
        .withImagePullSecrets(
            template.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNodeSelector(template.nodeSelector())
        .withTolerations(template.tolerations())
        .withPriorityClassName(template.priorityClassName())
        .withContainers(container(restore, source, access, image))
        .withVolumes(access.volumes())
        .addToVolumes(
            new VolumeBuilder()
                .withName("scratch")
                .withNewEmptyDir()
                .withSizeLimit(template.scratchSize())
                .endEmptyDir()
                .build(),
            new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build())
        .build();
  }

  private static Container container(
      EtcdRestore restore, ResolvedSource source, StoreAccess access, String image) {
    boolean raw = source.rawKey() != null;
    ResourceRequirements given = restore.getSpec().jobTemplate().resources();
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(PROGRAM)
        .withArgs(raw ? "restore" : "verify")
        .withEnv(
            new EnvVar("KEELSON_REQUEST", StoreAccess.text(request(restore, source, access)), null))
        .withResources(given == null ? resources() : given)
        .withSecurityContext(MemberContainers.securityContext())
        .withVolumeMounts(access.mounts())
        .addToVolumeMounts(
            new VolumeMountBuilder().withName("scratch").withMountPath("/scratch").build(),
            // A plain snapshot file is restored where a member would have it.
            new VolumeMountBuilder()
                .withName("scratch")
                .withMountPath(MemberPod.VOLUME_DIR)
                .withSubPath("member")
                .build(),
            new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build())
        .withTerminationMessagePolicy("File")
        .build();
  }

  /** A restore runs a server beside the program. */
  private static ResourceRequirements resources() {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("128Mi"))
        .addToLimits("memory", new Quantity("1Gi"))
        .build();
  }

  private static Map<String, @Nullable Object> request(
      EtcdRestore restore, ResolvedSource source, StoreAccess access) {
    Map<String, @Nullable Object> request = new TreeMap<>(access.request());
    request.put("deadlineSeconds", Durations.parse(restore.getSpec().deadline()).toSeconds());
    if (source.rawKey() != null) {
      Map<String, @Nullable Object> details = new TreeMap<>();
      details.put("id", "rehearsal-" + restore.getMetadata().getUid());
      details.put("name", "rehearsal");
      details.put("initialCluster", "rehearsal=http://127.0.0.1:2380");
      details.put("token", "rehearsal");
      details.put("peerURLs", List.of("http://127.0.0.1:2380"));
      details.put("dataDir", MemberPod.DATA_DIR);
      details.put("revisionBump", 0);
      details.put("markCompacted", false);
      details.put("rawKey", source.rawKey());
      details.put("sha256", source.sha256());
      details.values().removeIf(value -> value == null);
      request.put("restore", details);
    } else {
      Map<String, @Nullable Object> verify = new TreeMap<>();
      verify.put("level", "Restore");
      verify.put("sha256", source.sha256());
      verify.values().removeIf(value -> value == null);
      request.put("verify", verify);
    }
    return request;
  }
}
