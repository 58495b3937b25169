package io.keelson.operator.execute;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/**
 * Objects as the API server has them now. A cache may lag behind the operator's own last write: by
 * such a picture, what is done already would be done once more, and the older status be written
 * over the newer one. Any thread.
 */
public final class Fresh {
  private Fresh() {}

  /** The same object, empty when it is gone, also when another has its name by now. */
  public static <T extends HasMetadata> Optional<T> of(KubernetesClient client, T cached) {
    return Optional.ofNullable(client.resource(cached).get())
        .filter(now -> now.getMetadata().getUid().equals(cached.getMetadata().getUid()));
  }
}
