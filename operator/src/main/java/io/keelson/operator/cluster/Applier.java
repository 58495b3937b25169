package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as they are to be, by server-side apply: fields of others are left alone, ours are
 * taken back from whoever changed them. What is known to be unchanged since the last time is not
 * sent again. Any thread.
 */
final class Applier {
  private static final String FIELD_MANAGER = "keelson-operator";

  private final KubernetesClient client;

  /** By identity of an object: what was applied, and the version that came of it. */
  private final Map<String, Applied> applied = new ConcurrentHashMap<>();

  private record Applied(int desired, String resourceVersion) {}

  Applier(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Makes sure that the desired objects are there, and that those of the present ones that are not
   * desired any more go.
   *
   * @param owner identity of the cluster
   * @param present what the caches show of the cluster's objects of these kinds
   */
  void apply(
      String owner,
      Collection<? extends HasMetadata> desired,
      Collection<? extends HasMetadata> present) {
    Map<String, HasMetadata> byName = new TreeMap<>();
    present.forEach(object -> byName.put(key(object), object));
    for (HasMetadata object : desired) {
      applyOne(owner, object, byName.remove(key(object)));
    }
    for (HasMetadata leftover : byName.values()) {
      boolean ours =
          leftover.getMetadata().getOwnerReferences().stream()
              .anyMatch(reference -> reference.getUid().equals(owner));
      if (ours && leftover.getMetadata().getDeletionTimestamp() == null) {
        client.resource(leftover).delete();
      }
    }
  }

  private void applyOne(String owner, HasMetadata object, @Nullable HasMetadata present) {
    String identity = owner + "/" + key(object);
    int wanted = Serialization.asJson(object).hashCode();
    Applied last = applied.get(identity);
    boolean unchanged =
        last != null
            && present != null
            && last.desired() == wanted
            && Objects.equals(last.resourceVersion(), present.getMetadata().getResourceVersion());
    if (unchanged) {
      return;
    }
    HasMetadata result =
        client.resource(object).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    applied.put(identity, new Applied(wanted, result.getMetadata().getResourceVersion()));
  }

  /** Forgets what was applied for a cluster that is gone. */
  void forget(String owner) {
    applied.keySet().removeIf(identity -> identity.startsWith(owner + "/"));
  }

  private static String key(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
