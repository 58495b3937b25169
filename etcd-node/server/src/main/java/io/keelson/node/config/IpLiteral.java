package io.keelson.node.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses in text. Never asks a name server. */
final class IpLiteral {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

  private IpLiteral() {}

  /** The address in its canonical form; empty if the text is none. Zones are refused. */
  static Optional<String> canonical(String text) {
    if (IPV4.matcher(text).matches()) {
      return Optional.of(text);
    }
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      InetAddress address = Inet6Address.ofLiteral(text);
      return Optional.ofNullable(address.getHostAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
