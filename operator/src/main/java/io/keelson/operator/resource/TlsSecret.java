package io.keelson.operator.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.keelson.operator.api.EtcdCluster;
import java.util.Base64;

/** A certificate, its key and the authorities that the other side is checked by. */
public final class TlsSecret {
  /** The entries of the secret; those that cert-manager makes have the same. */
  public static final String CERTIFICATE = "tls.crt";

  public static final String KEY = "tls.key";
  public static final String AUTHORITIES = "ca.crt";

  private TlsSecret() {}

  /**
   * The secret of that name.
   *
   * @param certificate PEM, as the other two
   */
  public static Secret build(
      EtcdCluster cluster, String name, String certificate, String key, String authorities) {
    return new SecretBuilder()
        .withMetadata(Owners.ofCluster(cluster, name, "certificate"))
        .withType("kubernetes.io/tls")
        .addToData(AUTHORITIES, encoded(authorities))
        .addToData(CERTIFICATE, encoded(certificate))
        .addToData(KEY, encoded(key))
        .build();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /**
   * The text of an entry; empty where it is missing.
   *
   * @throws IllegalArgumentException if it is not Base64
   */
  public static String text(Secret secret, String entry) {
    if (secret.getData() == null) {
      return "";
    }
    return new String(Base64.getDecoder().decode(secret.getData().getOrDefault(entry, "")), UTF_8);
  }
}
