package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.TlsSecret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes secrets with certificates. Nothing of them is kept or logged. */
final class Secrets {
  private static final String FIELD_MANAGER = "keelson-operator";

  private final KubernetesClient client;

  Secrets(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The texts of a secret; empty where an entry is missing.
   *
   * @param annotations what else is noted with it
   */
  record Found(
      String certificate, String key, String authorities, Map<String, String> annotations) {
    @Override
    public String toString() {
      return "Found"; // never a key in a log
    }
  }

  @Nullable Found find(EtcdCluster cluster, String name) {
    Secret secret = client.secrets().inNamespace(Names.namespace(cluster)).withName(name).get();
    if (secret == null) {
      return null;
    }
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return new Found(
        text(secret, TlsSecret.CERTIFICATE),
        text(secret, TlsSecret.KEY),
        text(secret, TlsSecret.AUTHORITIES),
        annotations == null ? Map.of() : annotations);
  }

  /** What is not Base64 is as good as missing. */
  private static String text(Secret secret, String entry) {
    try {
      return TlsSecret.text(secret, entry);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  void write(EtcdCluster cluster, String name, Found content) {
    Secret secret =
        TlsSecret.build(cluster, name, content.certificate(), content.key(), content.authorities());
    secret.getMetadata().setAnnotations(content.annotations());
    client.resource(secret).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
  }
}
