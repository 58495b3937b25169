package io.keelson.operator.restore;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BootstrapRestoreSpec;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreSpec;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreKind;
import io.keelson.operator.api.RestoreMode;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.api.RestorePhase;
import io.keelson.operator.api.SurvivingMemberSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** What restores ask of a cluster. */
public final class RestoreOrders {
  /** Older ones first; the name decides among those of the same second. */
  static final Comparator<EtcdRestore> OLDEST =
      Comparator.<EtcdRestore, String>comparing(
              one -> String.valueOf(one.getMetadata().getCreationTimestamp()))
          .thenComparing(one -> one.getMetadata().getName());

  private RestoreOrders() {}

  /**
   * The order that a cluster is to take next: of restores in its place that have come so far, the
   * oldest that it has not brought to an end.
   */
  public static Optional<RestoreOrder> of(EtcdCluster cluster, Collection<EtcdRestore> restores) {
    ClusterRestoreStatus last = cluster.statusOrEmpty().restore();
    String done = last == null ? "" : last.order().uid();
    return restores.stream()
        .filter(one -> one.getSpec().mode() == RestoreMode.IN_PLACE)
        .filter(one -> cluster.getMetadata().getName().equals(one.getSpec().clusterName()))
        .filter(one -> one.statusOrEmpty().phase() == RestorePhase.FENCING)
        .filter(one -> !done.equals(one.getMetadata().getUid()))
        .min(OLDEST)
        .map(RestoreOrders::of);
  }

  private static RestoreOrder of(EtcdRestore restore) {
    EtcdRestoreSpec spec = restore.getSpec();
    SurvivingMemberSpec survivor = spec.source().survivingMember();
    return new RestoreOrder(
        restore.getMetadata().getUid(),
        restore.getMetadata().getName(),
        survivor == null ? RestoreKind.IN_PLACE : RestoreKind.SURVIVING_MEMBER,
        restore.statusOrEmpty().resolvedSource(),
        survivor == null || survivor.member().equals("Auto") ? null : survivor.member(),
        spec.revisionBump(),
        spec.markCompacted(),
        spec.dropLeases(),
        spec.dropAuth(),
        spec.deadline(),
        spec.keepOldDataFor());
  }

  /**
   * The order of a cluster that begins with a backup; empty when it does not, or while the backup
   * is not complete.
   *
   * @param backup the EtcdBackup that its specification names, when it is there
   */
  public static Optional<RestoreOrder> ofBootstrap(
      EtcdCluster cluster, Optional<EtcdBackup> backup) {
    if (cluster.getSpec().bootstrap() == null || cluster.statusOrEmpty().restore() != null) {
      return Optional.empty();
    }
    BootstrapRestoreSpec spec = cluster.getSpec().bootstrap().restore();
    Optional<ResolvedSource> source =
        spec.source() != null
            ? Optional.of(Sources.of(spec.source(), spec.encryption()))
            : backup
                .filter(found -> found.statusOrEmpty().is(BackupConditionType.UPLOADED))
                .map(found -> Sources.of(found, spec.encryption()));
    return source.map(
        found ->
            new RestoreOrder(
                Objects.requireNonNullElse(cluster.getMetadata().getUid(), ""),
                null,
                RestoreKind.NEW,
                found,
                null,
                spec.revisionBump(),
                spec.markCompacted(),
                spec.dropLeases(),
                spec.dropAuth(),
                "1h",
                "168h"));
  }
}
