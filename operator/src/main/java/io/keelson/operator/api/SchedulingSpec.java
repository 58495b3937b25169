package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where members run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchedulingSpec(
    @Default("Required") AntiAffinity antiAffinity,
    @Default("[\"kubernetes.io/hostname\", \"topology.kubernetes.io/zone\"]") @Size(max = 4)
        List<String> topologyKeys,
    @Nullable Affinity affinity,
    @Size(max = 32) Map<String, String> nodeSelector,
    @Size(max = 32) List<Toleration> tolerations,
    @Size(max = 8) List<TopologySpreadConstraint> topologySpreadConstraints,
    @Nullable @Size(max = 253) String priorityClassName,
    @Nullable @Size(max = 253) String runtimeClassName,
    @Nullable @Size(max = 253) String schedulerName) {
  /** Puts the schema's default wherever nothing is given. */
  public SchedulingSpec {
    antiAffinity = Given.or(antiAffinity, AntiAffinity.REQUIRED);
    topologyKeys = topologyKeys == null ? KEYS : List.copyOf(topologyKeys);
    nodeSelector = Given.map(nodeSelector);
    tolerations = Given.list(tolerations);
    topologySpreadConstraints = Given.list(topologySpreadConstraints);
  }

  private static final List<String> KEYS =
      List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone");

  /** One member a node, spread over zones where possible. */
  public static SchedulingSpec defaults() {
    return new SchedulingSpec(
        AntiAffinity.REQUIRED, KEYS, null, Map.of(), List.of(), List.of(), null, null, null);
  }
}
