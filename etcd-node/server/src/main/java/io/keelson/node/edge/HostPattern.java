package io.keelson.node.edge;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Which hosts a certificate is valid for, by its alternative names only. */
final class HostPattern {
  private static final int DNS = 2;
  private static final int IP = 7;

  private HostPattern() {}

  static List<String> dnsNames(X509Certificate certificate) {
    return names(certificate, DNS);
  }

  static List<String> ipAddresses(X509Certificate certificate) {
    return names(certificate, IP);
  }

  /** Whether the certificate is valid for a host name or address. */
  static boolean matches(X509Certificate certificate, String host) {
    String bare = host.startsWith("[") && host.endsWith("]") ? inside(host) : host;
    if (isAddress(bare)) {
      return ipAddresses(certificate).stream().anyMatch(one -> isSameAddress(one, bare));
    }
    String wanted = withoutDot(bare.toLowerCase(Locale.ROOT));
    return dnsNames(certificate).stream()
        .anyMatch(one -> isMatch(withoutDot(one.toLowerCase(Locale.ROOT)), wanted));
  }

  private static boolean isMatch(String pattern, String host) {
    if (!pattern.startsWith("*.")) {
      return !pattern.isEmpty() && pattern.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(pattern.substring(1));
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static String inside(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }

  private static boolean isAddress(String text) {
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static boolean isSameAddress(String one, String other) {
    return isAddress(one) && InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
  }

  private static List<String> names(X509Certificate certificate, int kind) {
    List<String> found = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all == null) {
        return found;
      }
      for (List<?> one : all) {
        if (one.get(0) instanceof Integer type && type == kind && one.get(1) instanceof String s) {
          found.add(s);
        }
      }
    } catch (CertificateParsingException unreadable) {
      return found;
    }
    return found;
  }
}
