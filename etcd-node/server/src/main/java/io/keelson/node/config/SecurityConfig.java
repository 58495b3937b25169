package io.keelson.node.config;

import java.util.List;

/**
 * TLS.
 *
 * @param client for clients
 * @param peer for other members
 * @param minVersion lowest version accepted
 * @param maxVersion highest version accepted
 * @param cipherSuites allowed suites by their Go names, in order; empty for the defaults
 * @param selfSignedValidityYears life of generated certificates
 */
public record SecurityConfig(
    TlsConfig client,
    TlsConfig peer,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> cipherSuites,
    long selfSignedValidityYears) {

  public SecurityConfig {
    cipherSuites = List.copyOf(cipherSuites);
  }
}
