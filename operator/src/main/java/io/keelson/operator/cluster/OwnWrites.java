package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.execute.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the operator itself changed and the caches may not show yet. Without it, a turn right after
 * another could take a server for running that was just stopped, and stop the next one. A restart
 * begins with fresh caches and needs none of it. Turns of one cluster never overlap.
 */
final class OwnWrites {
  private final Map<String, Memory> clusters = new ConcurrentHashMap<>();

  private record Memory(Map<String, EtcdMember> records, Set<String> stoppedPods) {}

  /** What the caches show, put right by what was written since. */
  Pass refresh(String uid, Pass cached) {
    Memory memory = clusters.get(uid);
    if (memory == null) {
      return cached;
    }
    List<EtcdMember> records = new ArrayList<>();
    for (EtcdMember record : cached.members()) {
      EtcdMember written = memory.records().get(record.getMetadata().getUid());
      records.add(written != null && isNewer(written, record) ? written : record);
    }
    List<Pod> pods = new ArrayList<>();
    for (Pod pod : cached.pods()) {
      boolean stopped =
          memory.stoppedPods().contains(pod.getMetadata().getUid())
              && pod.getMetadata().getDeletionTimestamp() == null;
      pods.add(stopped ? stopping(pod) : pod);
    }
    return new Pass(
        records, pods, cached.claims(), cached.others(), cached.backups(), cached.restores());
  }

  private static Pod stopping(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp(pod.getMetadata().getCreationTimestamp())
        .endMetadata()
        .build();
  }

  private static boolean isNewer(EtcdMember one, EtcdMember other) {
    return version(one) > version(other);
  }

  /** Versions of one kind are numbers that grow; what is none counts as old. */
  private static long version(EtcdMember member) {
    String version = member.getMetadata().getResourceVersion();
    return version != null && version.matches("[0-9]{1,18}") ? Long.parseLong(version) : 0;
  }

  /** Keeps what a turn wrote, and of before only what the caches still have. */
  void note(String uid, Turn turn, Pass cached) {
    Set<String> present = new HashSet<>();
    cached.pods().forEach(pod -> present.add(pod.getMetadata().getUid()));
    cached.members().forEach(member -> present.add(member.getMetadata().getUid()));
    Memory before = clusters.get(uid);
    Map<String, EtcdMember> records = new TreeMap<>();
    Set<String> stopped = new HashSet<>(turn.stoppedPods());
    if (before != null) {
      records.putAll(before.records());
      stopped.addAll(before.stoppedPods());
    }
    turn.written().forEach(member -> records.put(member.getMetadata().getUid(), member));
    records.keySet().retainAll(present);
    stopped.retainAll(present);
    clusters.put(uid, new Memory(records, stopped));
  }

  void forget(String uid) {
    clusters.remove(uid);
  }
}
