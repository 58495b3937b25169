package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EvictionPolicy;
import java.util.Optional;

/** Keeps evictions from taking the quorum. */
public final class DisruptionBudget {
  private DisruptionBudget() {}

  /**
   * The budget, unless the user turned it off. While a cluster shrinks, the members that are still
   * there count; while it grows, those that are to come.
   *
   * @param voters as the cluster has them now
   */
  public static Optional<PodDisruptionBudget> build(EtcdCluster cluster, int voters) {
    if (!cluster.getSpec().disruption().enabled()) {
      return Optional.empty();
    }
    int members = Math.max(voters, cluster.getSpec().replicas());
    EvictionPolicy policy = cluster.getSpec().disruption().unhealthyPodEvictionPolicy();
    return Optional.of(
        new PodDisruptionBudgetBuilder()
            .withMetadata(Owners.ofCluster(cluster, Names.name(cluster), "budget"))
            .withNewSpec()
            .withNewMinAvailable(members / 2 + 1)
            .withUnhealthyPodEvictionPolicy(
                policy == EvictionPolicy.ALWAYS_ALLOW ? "AlwaysAllow" : "IfHealthyBudget")
            .withNewSelector()
            .withMatchLabels(Names.voterSelector(cluster))
            .endSelector()
            .endSpec()
            .build());
  }
}
