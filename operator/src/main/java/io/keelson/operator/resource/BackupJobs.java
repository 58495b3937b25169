package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.keelson.operator.api.BackupJobSpec;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ExternalClusterSpec;
import io.keelson.operator.api.VerifyLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that do the work of a backup. Each runs one pod once: the operator itself counts and
 * tries again. The containers' termination messages are their results.
 */
public final class BackupJobs {
  private static final long USER = 65532;
  private static final String PROGRAM = "/usr/local/bin/etcd-backup";
  private static final long SPARE_SECONDS = 60;
  private static final Quantity TMP_SIZE = new Quantity("256Mi");

  private BackupJobs() {}

  /** The job for an order. */
  public static Job build(BackupSubject subject, JobOrder order) {
    EtcdBackup backup = subject.backup();
    BackupJobSpec template = backup.getSpec().jobTemplate();
    Map<String, String> labels = new TreeMap<>(template.labels());
    labels.putAll(BackupNames.labels(backup, order));
    return new JobBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(BackupNames.job(backup, order))
                .withNamespace(backup.getMetadata().getNamespace())
                .withLabels(BackupNames.labels(backup, order))
                .withOwnerReferences(Owners.reference(backup))
                .build())
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(activeSeconds(backup, order))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(template.annotations())
        .endMetadata()
        .withSpec(pod(subject, order, template).build())
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The program ends by itself; this ends a pod that cannot. */
  private static long activeSeconds(EtcdBackup backup, JobOrder order) {
    boolean also = order.purpose() == JobOrder.Purpose.SAVE && order.level() != VerifyLevel.NONE;
    long verifying = Durations.parse(backup.getSpec().verify().timeout()).toSeconds();
    return order.seconds() + (also ? verifying : 0) + SPARE_SECONDS;
  }

  private static PodSpecBuilder pod(BackupSubject subject, JobOrder order, BackupJobSpec template) {
    Map<String, Volume> volumes = new LinkedHashMap<>();
    List<Container> containers = containers(subject, order, volumes);
    volumes.put("scratch", emptyDir("scratch", template.scratchSize()));
    volumes.put("tmp", emptyDir("tmp", TMP_SIZE));
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withServiceAccountName(template.serviceAccountName())
        .withAutomountServiceAccountToken(template.serviceAccountName() != null)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(30L)
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
        .withInitContainers(containers.subList(0, containers.size() - 1))
        .withContainers(containers.getLast())
        .withVolumes(List.copyOf(volumes.values()));
  }

  /** In the order in which they run; each sees only what it needs. */
  private static List<Container> containers(
      BackupSubject subject, JobOrder order, Map<String, Volume> volumes) {
    List<Container> containers = new ArrayList<>();
    switch (order.purpose()) {
      case SAVE -> {
        containers.add(
            container(
                subject,
                BackupNames.SAVE,
                BackupRequests.save(subject, order),
                saving(subject),
                volumes));
        if (order.level() != VerifyLevel.NONE) {
          containers.add(verify(subject, order, null, volumes));
        }
      }
      case VERIFY ->
          containers.add(
              verify(subject, order, subject.backup().statusOrEmpty().sha256(), volumes));
      case DELETE ->
          containers.add(
              container(
                  subject,
                  BackupNames.DELETE,
                  BackupRequests.delete(subject, order),
                  new StoreMounts()
                      .target(subject.target())
                      .copies(subject.backup().getSpec().copyTo()),
                  volumes));
    }
    return containers;
  }

  private static StoreMounts saving(BackupSubject subject) {
    StoreMounts mounts =
        new StoreMounts()
            .target(subject.target())
            .encrypting(subject.encryption())
            .copies(subject.backup().getSpec().copyTo());
    ExternalClusterSpec external = subject.backup().getSpec().external();
    EtcdCluster cluster = subject.cluster();
    if (external != null && external.tlsSecretRef() != null) {
      mounts.etcdTls(external.tlsSecretRef());
    }
    if (external != null && external.authSecretRef() != null) {
      mounts.etcdAuth(external.authSecretRef());
    }
    if (cluster != null && cluster.getSpec().tls().client() != null) {
      mounts.etcdTls(Names.operatorSecret(cluster));
    }
    return mounts;
  }

  private static Container verify(
      BackupSubject subject, JobOrder order, @Nullable String sha256, Map<String, Volume> volumes) {
    return container(
        subject,
        BackupNames.VERIFY,
        BackupRequests.verify(subject, order, sha256),
        new StoreMounts().target(subject.target()).decrypting(subject.encryption()),
        volumes,
        verifyResources(subject.backup(), order.level()));
  }

  private static Container container(
      BackupSubject subject,
      String command,
      String request,
      StoreMounts mounts,
      Map<String, Volume> volumes) {
    ResourceRequirements given = subject.backup().getSpec().jobTemplate().resources();
    return container(
        subject, command, request, mounts, volumes, given == null ? resources("256Mi") : given);
  }

  private static Container container(
      BackupSubject subject,
      String command,
      String request,
      StoreMounts mounts,
      Map<String, Volume> volumes,
      ResourceRequirements resources) {
    mounts.volumes().forEach(volume -> volumes.putIfAbsent(volume.getName(), volume));
    List<VolumeMount> all = new ArrayList<>(mounts.mounts());
    all.add(mount("scratch", "/scratch"));
    all.add(mount("tmp", "/tmp"));
    return new ContainerBuilder()
        .withName(command)
        .withImage(subject.image())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(command)
        .withCommand(PROGRAM)
        .withEnv(new EnvVar("KEELSON_REQUEST", request, null))
        .withResources(resources)
        .withSecurityContext(MemberContainers.securityContext())
        .withVolumeMounts(all)
        .withTerminationMessagePolicy("File")
        .build();
  }

  /** A restore runs a server beside the program. */
  private static ResourceRequirements verifyResources(EtcdBackup backup, VerifyLevel level) {
    ResourceRequirements own = backup.getSpec().verify().resources();
    ResourceRequirements shared = backup.getSpec().jobTemplate().resources();
    if (own != null) {
      return own;
    }
    if (shared != null) {
      return shared;
    }
    return resources(level == VerifyLevel.RESTORE ? "1Gi" : "256Mi");
  }

  private static ResourceRequirements resources(String memory) {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("128Mi"))
        .addToLimits("memory", new Quantity(memory))
        .build();
  }

  private static Volume emptyDir(String name, @Nullable Quantity size) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(size)
        .endEmptyDir()
        .build();
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }
}
