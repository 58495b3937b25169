package io.keelson.operator.execute;

import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.etcd.Target;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.resource.Effective;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan is carried out on.
 *
 * @param cluster the cluster
 * @param effective values derived for it
 * @param members records by name
 * @param pods pods by name
 * @param targets how to reach members, the leader first
 * @param observation what the plan was made from
 */
public record Turn(
    EtcdCluster cluster,
    Effective effective,
    Map<String, EtcdMember> members,
    Map<String, Pod> pods,
    List<Target> targets,
    Observation observation) {
  public Turn {
    members = Map.copyOf(members);
    pods = Map.copyOf(pods);
    targets = List.copyOf(targets);
  }

  /**
   * The record of a member.
   *
   * @throws IllegalStateException if there is none, which a plan never asks for
   */
  EtcdMember member(String name) {
    return Optional.ofNullable(members.get(name))
        .orElseThrow(() -> new IllegalStateException("no record of member " + name));
  }

  Optional<Target> target(String member) {
    return targets.stream().filter(target -> target.member().equals(member)).findFirst();
  }
}
