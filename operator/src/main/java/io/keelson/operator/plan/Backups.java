package io.keelson.operator.plan;

import io.keelson.operator.resource.BackupUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The backups of a cluster.
 *
 * @param hasTarget the cluster has a target of its own, so there should be some
 * @param ageMax how old the newest may be; empty: as old as it is
 * @param beforeUpgrade how old it may be when the minor version changes; empty: none is needed
 * @param list in no order
 */
public record Backups(
    boolean hasTarget,
    Optional<Duration> ageMax,
    Optional<Duration> beforeUpgrade,
    List<BackupSeen> list) {
  public Backups {
    list = List.copyOf(list);
  }

  /** None, and none asked for. */
  public static Backups none() {
    return new Backups(false, Optional.empty(), Optional.empty(), List.of());
  }

  /** The good one with the newest snapshot. */
  public Optional<BackupSeen> newest() {
    return list.stream()
        .filter(one -> one.good() && one.taken().isPresent())
        .max(Comparator.comparing(one -> one.taken().orElse(Instant.MIN)));
  }

  /** Those that the operator made for this cluster, the newest last. */
  List<BackupSeen> own(BackupUse use) {
    return list.stream()
        .filter(one -> one.use().equals(Optional.of(use)) && one.ofThisCluster())
        .sorted(Comparator.comparingInt(BackupSeen::number))
        .toList();
  }

  /** A number that none made by the operator has, whatever cluster it was made for. */
  int nextNumber() {
    return list.stream().mapToInt(BackupSeen::number).max().orElse(0) + 1;
  }
}
