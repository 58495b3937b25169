package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.MemberRole;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The init container that brings the data onto the volume of a first member: that of a backup, or
 * the member's own in the shape of a new cluster. It does its work once for each restore, however
 * often it runs; a pod of a member that has started does not have it any more.
 */
final class SeedContainer {
  private static final String COMMAND = "/usr/local/bin/etcd-backup";
  private static final String SCRATCH = "scratch";

  private SeedContainer() {}

  /** The restore that the member's data comes from, while it has not begun with it. */
  private static Optional<ClusterRestoreStatus> restore(EtcdCluster cluster, EtcdMember member) {
    MemberRole role = member.getSpec().role();
    boolean first = role == MemberRole.RESTORED || role == MemberRole.RECOVERED;
    return first && !MemberPod.hasStarted(member)
        ? Optional.ofNullable(cluster.statusOrEmpty().restore())
        : Optional.empty();
  }

  static List<Container> build(EtcdCluster cluster, EtcdMember member, Effective effective) {
    return restore(cluster, member).stream()
        .map(restore -> container(cluster, member, effective, restore))
        .toList();
  }

  static List<Volume> volumes(EtcdCluster cluster, EtcdMember member) {
    Optional<ClusterRestoreStatus> restore = restore(cluster, member);
    if (restore.isEmpty()) {
      return List.of();
    }
    List<Volume> volumes = new ArrayList<>(access(restore.get()).volumes());
    volumes.add(new VolumeBuilder().withName(SCRATCH).withNewEmptyDir().endEmptyDir().build());
    return volumes;
  }

  private static StoreAccess access(ClusterRestoreStatus restore) {
    ResolvedSource source = restore.order().source();
    return StoreAccess.of(
        source == null
            ? new ResolvedSource(null, null, null, null, null, null, null, null)
            : source);
  }

  private static Container container(
      EtcdCluster cluster, EtcdMember member, Effective effective, ClusterRestoreStatus restore) {
    boolean recovers = member.getSpec().role() == MemberRole.RECOVERED;
    StoreAccess access = access(restore);
    return new ContainerBuilder()
        .withName(Names.RESTORE_CONTAINER)
        .withImage(effective.backupImage())
        .withImagePullPolicy(MemberContainers.pullPolicy(cluster))
        .withCommand(COMMAND)
        .withArgs(recovers ? "recover" : "restore")
        .withEnv(
            new EnvVar(
                "KEELSON_REQUEST",
                StoreAccess.text(request(cluster, member, effective, restore, access)),
                null))
        // It is over when the server starts, so it may have what the server has.
        .withResources(cluster.getSpec().resources())
        .withSecurityContext(MemberContainers.securityContext())
        .withVolumeMounts(access.mounts())
        .addToVolumeMounts(
            new VolumeMountBuilder().withName("data").withMountPath(MemberPod.VOLUME_DIR).build(),
            new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build(),
            new VolumeMountBuilder().withName(SCRATCH).withMountPath("/scratch").build())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .build();
  }

  private static Map<String, @Nullable Object> request(
      EtcdCluster cluster,
      EtcdMember member,
      Effective effective,
      ClusterRestoreStatus restore,
      StoreAccess access) {
    RestoreOrder order = restore.order();
    String name = member.getSpec().memberName();
    String peerUrl = Names.peerUrl(cluster, name, effective.clusterDomain());
    Map<String, @Nullable Object> details = new TreeMap<>();
    details.put("id", order.uid());
    details.put("name", name);
    details.put("initialCluster", name + "=" + peerUrl);
    details.put("token", effective.clusterToken());
    details.put("peerURLs", List.of(peerUrl));
    details.put("dataDir", MemberPod.DATA_DIR);
    details.put("revisionBump", bump(order.revisionBump()));
    details.put("lastKnownRevision", restore.lastKnownRevision());
    details.put("markCompacted", order.markCompacted());
    details.put("dropLeases", order.dropLeases());
    details.put("dropAuth", order.dropAuth());
    Map<String, @Nullable Object> request = new TreeMap<>(access.request());
    ResolvedSource source = order.source();
    if (source != null) {
      details.put("rawKey", source.rawKey());
      details.put("sha256", source.sha256());
    }
    details.values().removeIf(value -> value == null);
    request.put("restore", details);
    request.put("deadlineSeconds", Durations.parse(order.deadline()).toSeconds());
    return request;
  }

  private static Object bump(String given) {
    return given.matches("[0-9]+") ? (Object) Long.valueOf(given) : given;
  }
}
