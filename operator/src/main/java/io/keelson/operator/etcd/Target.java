package io.keelson.operator.etcd;

import java.util.Optional;

/**
 * Where a member is reached.
 *
 * @param member its name
 * @param address IP address or host name
 * @param port its client port
 * @param serverName the name that its certificate has to show
 * @param credentials how to speak TLS with it; empty: plaintext
 */
public record Target(
    String member, String address, int port, String serverName, Optional<Credentials> credentials) {

  /**
   * What TLS needs, as PEM texts.
   *
   * @param certificate our certificate, with its chain; empty: none is shown
   * @param key our private key
   * @param authorities whom we trust
   */
  public record Credentials(String certificate, String key, String authorities) {
    @Override
    public String toString() {
      return "Credentials"; // never a key in a log
    }
  }
}
