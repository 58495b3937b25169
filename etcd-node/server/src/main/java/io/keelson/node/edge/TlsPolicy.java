package io.keelson.node.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which protocol versions and cipher suites a listener takes. The names of Go's suites are the
 * registered ones, which both BoringSSL (through Netty) and the JDK understand; two former names
 * are Go's own.
 *
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3} or both
 * @param suites for TLS 1.2, in order of preference; those of TLS 1.3 are always on
 */
public record TlsPolicy(List<String> protocols, List<String> suites) {
  private static final List<String> VERSIONS = List.of("TLS1.2", "TLS1.3");
  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  private static final List<String> SUITES_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private static final List<String> SUITES_DEFAULT =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  private static final Set<String> SUITES_OTHER =
      Set.of(
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_RSA_WITH_RC4_128_SHA",
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA");

  private static final Map<String, String> FORMER_NAMES =
      Map.of(
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Copies the lists. */
  public TlsPolicy {
    protocols = List.copyOf(protocols);
    suites = List.copyOf(suites);
  }

  /** TLS 1.2 and 1.3 with Go's default suites. */
  public static TlsPolicy defaults() {
    return new TlsPolicy(PROTOCOLS, SUITES_DEFAULT);
  }

  /**
   * Reads the options {@code --tls-min-version}, {@code --tls-max-version} and {@code
   * --cipher-suites}; empty means the default.
   */
  public static TlsPolicy parse(String minVersion, String maxVersion, List<String> cipherSuites)
      throws TlsException {
    int min = minVersion.isEmpty() ? 0 : version(minVersion);
    int max = maxVersion.isEmpty() ? 1 : version(maxVersion);
    if (min > max) {
      throw new TlsException(
          "min version (%s) is greater than max version (%s)".formatted(minVersion, maxVersion));
    }
    List<String> suites = new ArrayList<>();
    for (String given : cipherSuites) {
      suites.add(registered(given));
    }
    if (min == 1 && !suites.isEmpty()) {
      throw new TlsException("cipher suites cannot be configured when only TLS1.3 is enabled");
    }
    suites.removeAll(SUITES_1_3);
    return new TlsPolicy(
        PROTOCOLS.subList(min, max + 1), cipherSuites.isEmpty() ? SUITES_DEFAULT : suites);
  }

  /** All suites to turn on, those of TLS 1.3 included when it is. */
  List<String> allSuites() {
    List<String> all = new ArrayList<>(protocols.contains("TLSv1.3") ? SUITES_1_3 : List.of());
    all.addAll(suites);
    return all;
  }

  private static int version(String text) throws TlsException {
    int index = VERSIONS.indexOf(text);
    if (index < 0) {
      throw new TlsException(
          "unexpected TLS version \"%s\" (must be one of: TLS1.2, TLS1.3)".formatted(text));
    }
    return index;
  }

  private static String registered(String given) throws TlsException {
    String name = FORMER_NAMES.getOrDefault(given, given);
    if (SUITES_1_3.contains(name) || SUITES_DEFAULT.contains(name) || SUITES_OTHER.contains(name)) {
      return name;
    }
    throw new TlsException("unexpected TLS cipher suite \"%s\"".formatted(given));
  }
}
