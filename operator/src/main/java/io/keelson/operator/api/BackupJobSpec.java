package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What users add to the pods that do the work.
 *
 * @param serviceAccountName whose identity the pod has towards the store; without one it gets none
 * @param scratchSize at most so much of the node's disk; no limit where none is given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.labels) || self.labels.all(k, !k.startsWith('etcd.keelson.dev/') && !k.startsWith('app.kubernetes.io/'))",
    message =
        "jobTemplate.labels may not set etcd.keelson.dev/* or app.kubernetes.io/*: the operator finds its pods by them")
@ValidationRule(
    value = "!has(self.annotations) || self.annotations.all(k, !k.startsWith('etcd.keelson.dev/'))",
    message = "jobTemplate.annotations may not set etcd.keelson.dev/*: these are the operator's")
@ValidationRule(
    value =
        "!has(self.scratchSize) || isQuantity(string(self.scratchSize)) && quantity(string(self.scratchSize)).isGreaterThan(quantity('0'))",
    message = "jobTemplate.scratchSize must be a positive quantity, as in 20Gi")
public record BackupJobSpec(
    @Nullable ResourceRequirements resources,
    @Size(max = 32) Map<String, String> labels,
    @Size(max = 32) Map<String, String> annotations,
    @Size(max = 32) Map<String, String> nodeSelector,
    @Size(max = 32) List<Toleration> tolerations,
    @Nullable @Size(min = 1, max = 253) String priorityClassName,
    @Nullable @Size(min = 1, max = 253) String serviceAccountName,
    @Size(max = 8) List<String> pullSecrets,
    @Nullable Quantity scratchSize) {
  /** Puts the schema's default wherever nothing is given. */
  public BackupJobSpec {
    labels = Given.map(labels);
    annotations = Given.map(annotations);
    nodeSelector = Given.map(nodeSelector);
    tolerations = Given.list(tolerations);
    pullSecrets = Given.list(pullSecrets);
  }

  /** Nothing added. */
  public static BackupJobSpec defaults() {
    return new BackupJobSpec(
        null, Map.of(), Map.of(), Map.of(), List.of(), null, null, List.of(), null);
  }
}
