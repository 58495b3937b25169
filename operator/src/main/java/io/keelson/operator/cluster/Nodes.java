package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.keelson.operator.observe.Seen;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nodes that pods are on: whether they report, and in which zone they are. Any thread. */
final class Nodes implements AutoCloseable {
  private static final String ZONE_LABEL = "topology.kubernetes.io/zone";
  private static final String OUT_OF_SERVICE_TAINT = "node.kubernetes.io/out-of-service";

  private final @Nullable SharedIndexInformer<Node> informer;

  /** Watches nodes, unless they may not be read. */
  Nodes(KubernetesClient client, boolean allowed) {
    this.informer = allowed ? client.nodes().runnableInformer(0) : null;
    if (informer != null) {
      informer.itemStore(new TrimmedNodes());
      // Not waited for: until they are known, no node counts as lost.
      informer.start();
    }
  }

  /** The state of each node that one of the pods is on. */
  Map<String, Seen.NodeState> of(Collection<Pod> pods) {
    Map<String, Seen.NodeState> states = new TreeMap<>();
    if (informer == null || !informer.hasSynced()) {
      return states;
    }
    for (Pod pod : pods) {
      String name = pod.getSpec().getNodeName();
      if (name != null && !name.isEmpty()) {
        Node node = informer.getIndexer().getByKey(name);
        states.put(name, node == null ? new Seen.NodeState(false, "") : state(node));
      }
    }
    return states;
  }

  private static Seen.NodeState state(Node node) {
    boolean ready =
        node.getStatus() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    boolean outOfService =
        node.getSpec() != null
            && node.getSpec().getTaints() != null
            && node.getSpec().getTaints().stream()
                .anyMatch(taint -> taint.getKey().equals(OUT_OF_SERVICE_TAINT));
    String zone =
        Optional.ofNullable(node.getMetadata().getLabels())
            .map(labels -> labels.get(ZONE_LABEL))
            .orElse("");
    return new Seen.NodeState(ready && !outOfService, zone);
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.close();
    }
  }
}
