package io.keelson.node.config;

import java.util.List;

/**
 * Certificates of one side (clients or peers). Empty paths mean "not given".
 *
 * @param certFile server certificate
 * @param keyFile its key
 * @param clientCertFile certificate for outgoing connections, if another one
 * @param clientKeyFile its key
 * @param trustedCaFile certificates to trust
 * @param crlFile revoked certificates
 * @param clientCertAuth demand a client certificate
 * @param auto generate a self-signed certificate
 * @param allowedCommonNames common names a client certificate may have; empty allows all
 * @param allowedHostnames host names a client certificate must match; empty allows all
 * @param skipClientSanVerification do not check the address of the client against its certificate
 */
public record TlsConfig(
    String certFile,
    String keyFile,
    String clientCertFile,
    String clientKeyFile,
    String trustedCaFile,
    String crlFile,
    boolean clientCertAuth,
    boolean auto,
    List<String> allowedCommonNames,
    List<String> allowedHostnames,
    boolean skipClientSanVerification) {

  public TlsConfig {
    allowedCommonNames = List.copyOf(allowedCommonNames);
    allowedHostnames = List.copyOf(allowedHostnames);
  }

  /** Whether a certificate or a key was given. */
  public boolean isGiven() {
    return !certFile.isEmpty() || !keyFile.isEmpty();
  }

  /** Whether a client must present a certificate. */
  public boolean demandsClientCertificate() {
    return clientCertAuth || !trustedCaFile.isEmpty();
  }
}
