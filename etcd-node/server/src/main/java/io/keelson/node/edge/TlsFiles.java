package io.keelson.node.edge;

import java.util.List;

/**
 * The files that TLS of a listener is made of, and whom they let in. Empty paths mean "not given".
 *
 * @param trustedCaFile when given, clients must show a certificate, with or without {@code
 *     demandsClientCertificate}
 * @param crlFile serial numbers found here are refused
 * @param allowedCommonNames when not empty, the client's common name must be one of them
 * @param allowedHostnames when not empty, the client's certificate must be valid for one of them
 */
public record TlsFiles(
    String certFile,
    String keyFile,
    String trustedCaFile,
    String crlFile,
    boolean demandsClientCertificate,
    List<String> allowedCommonNames,
    List<String> allowedHostnames) {
  /** Copies the lists. */
  public TlsFiles {
    allowedCommonNames = List.copyOf(allowedCommonNames);
    allowedHostnames = List.copyOf(allowedHostnames);
  }

  /** A server certificate, any client. */
  public static TlsFiles server(String certFile, String keyFile) {
    return new TlsFiles(certFile, keyFile, "", "", false, List.of(), List.of());
  }

  /** The same with clients that need a certificate of the given authority. */
  public TlsFiles withClients(String trustedCa) {
    return new TlsFiles(
        certFile, keyFile, trustedCa, crlFile, true, allowedCommonNames, allowedHostnames);
  }

  /** The same with a revocation list. */
  public TlsFiles withCrl(String crl) {
    return new TlsFiles(
        certFile,
        keyFile,
        trustedCaFile,
        crl,
        demandsClientCertificate,
        allowedCommonNames,
        allowedHostnames);
  }

  /** The same with names that client certificates must have. */
  public TlsFiles withAllowed(List<String> commonNames, List<String> hostnames) {
    return new TlsFiles(
        certFile,
        keyFile,
        trustedCaFile,
        crlFile,
        demandsClientCertificate,
        commonNames,
        hostnames);
  }

  boolean requiresClientCertificate() {
    return demandsClientCertificate || !trustedCaFile.isEmpty();
  }
}
