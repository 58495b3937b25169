package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import org.jspecify.annotations.Nullable;

/** Keeps of a node what is asked for: a node's list of images alone is large. */
final class TrimmedNodes extends BasicItemStore<Node> {
  TrimmedNodes() {
    super(node -> node.getMetadata().getName());
  }

  @Override
  public @Nullable Node put(String key, Node node) {
    return super.put(key, trimmed(node));
  }

  private static Node trimmed(Node node) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node.getMetadata().getName())
        .withUid(node.getMetadata().getUid())
        .withResourceVersion(node.getMetadata().getResourceVersion())
        .withLabels(node.getMetadata().getLabels())
        .endMetadata()
        .withNewSpec()
        .withTaints(node.getSpec() == null ? null : node.getSpec().getTaints())
        .endSpec()
        .withNewStatus()
        .withConditions(node.getStatus() == null ? null : node.getStatus().getConditions())
        .endStatus()
        .build();
  }
}
