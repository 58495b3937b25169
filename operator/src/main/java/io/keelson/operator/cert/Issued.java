package io.keelson.operator.cert;

/**
 * A certificate and its key, both PEM. The key is not shown by {@link #toString}.
 *
 * @param certificate one certificate
 * @param key PKCS #8
 */
public record Issued(String certificate, String key) {
  @Override
  public String toString() {
    return "Issued[" + certificate + "]";
  }
}
