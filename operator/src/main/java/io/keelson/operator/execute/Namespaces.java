package io.keelson.operator.execute;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Whether namespaces are being deleted: these take no new objects. Any thread. */
public final class Namespaces {
  private final KubernetesClient client;

  /** Reads them by this client. */
  public Namespaces(KubernetesClient client) {
    this.client = client;
  }

  /** Whether a namespace is being deleted; one that may not be read counts as one that stays. */
  public boolean isEnding(String name) {
    try {
      Namespace namespace = client.namespaces().withName(name).get();
      return namespace == null || namespace.getMetadata().getDeletionTimestamp() != null;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }
}
