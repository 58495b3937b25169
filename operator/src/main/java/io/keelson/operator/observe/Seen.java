package io.keelson.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.resource.Effective;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects and answers, all of one cluster.
 *
 * @param cluster the cluster
 * @param effective values derived for it
 * @param members records of members
 * @param pods pods of members
 * @param claims claims, also of former members and of former clusters of the same name
 * @param nodes by name, the nodes that pods are on; empty when nodes may not be read
 * @param survey what members answered
 * @param now when all this was seen
 * @param backups those that name the cluster
 * @param namespaceEnding the namespace is being deleted, and takes no new objects
 * @param order the restore that the cluster is asked for next
 */
public record Seen(
    EtcdCluster cluster,
    Effective effective,
    List<EtcdMember> members,
    List<Pod> pods,
    List<PersistentVolumeClaim> claims,
    Map<String, NodeState> nodes,
    Survey survey,
    Instant now,
    List<EtcdBackup> backups,
    boolean namespaceEnding,
    Optional<RestoreOrder> order) {
  public Seen {
    members = List.copyOf(members);
    pods = List.copyOf(pods);
    claims = List.copyOf(claims);
    nodes = Map.copyOf(nodes);
    backups = List.copyOf(backups);
  }

  /**
   * A node.
   *
   * @param usable its kubelet reports, and nobody said that it is out of service
   * @param zone its failure domain, empty when it has none
   */
  public record NodeState(boolean usable, String zone) {}
}
