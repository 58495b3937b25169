package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import io.keelson.operator.api.AntiAffinity;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.SchedulingSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps members apart, on top of what the user asks for. */
final class Placement {
  /** With fewer members than these the loss of one node is the loss of the quorum anyway. */
  private static final int SPREAD_FROM = 3;

  private static final int PREFERENCE = 100;

  private Placement() {}

  /** The first topology key keeps members apart. */
  static @Nullable Affinity affinity(EtcdCluster cluster) {
    SchedulingSpec scheduling = cluster.getSpec().scheduling();
    if (scheduling.antiAffinity() == AntiAffinity.NONE || scheduling.topologyKeys().isEmpty()) {
      return scheduling.affinity();
    }
    Affinity given = scheduling.affinity() == null ? new Affinity() : scheduling.affinity();
    PodAntiAffinity apart =
        given.getPodAntiAffinity() == null ? new PodAntiAffinity() : given.getPodAntiAffinity();
    PodAffinityTerm term =
        new PodAffinityTermBuilder()
            .withTopologyKey(scheduling.topologyKeys().getFirst())
            .withLabelSelector(selector(cluster))
            .build();
    boolean isRequired =
        scheduling.antiAffinity() == AntiAffinity.REQUIRED
            && cluster.getSpec().replicas() >= SPREAD_FROM
            && !cluster.getSpec().unsafe().allowCoLocation();
    PodAntiAffinityBuilder builder = new PodAntiAffinityBuilder(apart);
    if (isRequired) {
      builder.addToRequiredDuringSchedulingIgnoredDuringExecution(term);
    } else {
      builder.addToPreferredDuringSchedulingIgnoredDuringExecution(
          new WeightedPodAffinityTermBuilder()
              .withWeight(PREFERENCE)
              .withPodAffinityTerm(term)
              .build());
    }
    return new AffinityBuilder(given).withPodAntiAffinity(builder.build()).build();
  }

  /** The further topology keys spread members, where the nodes allow it. */
  static List<TopologySpreadConstraint> spread(EtcdCluster cluster) {
    SchedulingSpec scheduling = cluster.getSpec().scheduling();
    List<TopologySpreadConstraint> constraints = new ArrayList<>();
    boolean isSpread =
        scheduling.antiAffinity() != AntiAffinity.NONE
            && cluster.getSpec().replicas() >= SPREAD_FROM;
    if (isSpread) {
      for (String key : scheduling.topologyKeys().stream().skip(1).toList()) {
        constraints.add(
            new TopologySpreadConstraintBuilder()
                .withTopologyKey(key)
                .withMaxSkew(1)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(selector(cluster))
                .build());
      }
    }
    constraints.addAll(scheduling.topologySpreadConstraints());
    return constraints;
  }

  private static LabelSelector selector(EtcdCluster cluster) {
    return new LabelSelectorBuilder().withMatchLabels(Names.selector(cluster)).build();
  }
}
