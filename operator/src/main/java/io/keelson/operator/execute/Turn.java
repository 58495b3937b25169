package io.keelson.operator.execute;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.etcd.Target;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.resource.Effective;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a plan is carried out on. Records change while it is: later steps build on what earlier ones
 * wrote. One thread.
 */
public final class Turn {
  private final EtcdCluster cluster;
  private final Effective effective;
  private final List<Target> targets;
  private final Observation observation;
  private final Map<String, EtcdMember> members = new TreeMap<>();
  private final List<EtcdMember> written = new ArrayList<>();
  private final List<String> stoppedPods = new ArrayList<>();

  /**
   * A turn.
   *
   * @param members records of members; they are copied before they are changed
   * @param targets how to reach members that answered, the leader first
   */
  public Turn(
      EtcdCluster cluster,
      Effective effective,
      Collection<EtcdMember> members,
      List<Target> targets,
      Observation observation) {
    this.cluster = cluster;
    this.effective = effective;
    this.targets = List.copyOf(targets);
    this.observation = observation;
    members.forEach(member -> this.members.put(member.getSpec().memberName(), member));
  }

  /** The cluster. */
  public EtcdCluster cluster() {
    return cluster;
  }

  /** What the plan was made from. */
  public Observation observation() {
    return observation;
  }

  Effective effective() {
    return effective;
  }

  List<Target> targets() {
    return targets;
  }

  /**
   * The record of a member, as last read or written.
   *
   * @throws IllegalStateException if there is none, which a plan never asks for
   */
  EtcdMember member(String name) {
    EtcdMember member = members.get(name);
    if (member == null) {
      throw new IllegalStateException("no record of member " + name);
    }
    return member;
  }

  /** Notes a record as it was written. */
  public void replace(EtcdMember member) {
    members.put(member.getSpec().memberName(), member);
    written.add(member);
  }

  /** Notes that the deletion of a pod was asked for. */
  public void stopped(String podUid) {
    stoppedPods.add(podUid);
  }

  /** Records as they were written, the newest last. */
  public List<EtcdMember> written() {
    return List.copyOf(written);
  }

  /** Identities of pods whose deletion was asked for. */
  public List<String> stoppedPods() {
    return List.copyOf(stoppedPods);
  }

  String namespace() {
    return cluster.getMetadata().getNamespace();
  }
}
