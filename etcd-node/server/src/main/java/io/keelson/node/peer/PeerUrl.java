package io.keelson.node.peer;

import io.keelson.node.edge.ListenAddress;
import java.util.Optional;

/**
 * A URL at which a member can be dialled.
 *
 * @param text as given
 * @param host name or address, without brackets
 */
record PeerUrl(String text, boolean isSecure, String host, int port) {
  /** Reads {@code http://host:port} or {@code https://host:port}; empty if it is neither. */
  static Optional<PeerUrl> parse(String url) {
    try {
      ListenAddress address = ListenAddress.parse(url.strip());
      if (address.isUnix() || address.host().isEmpty() || address.port() == 0) {
        return Optional.empty();
      }
      return Optional.of(new PeerUrl(url, address.isSecure(), address.host(), address.port()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** What the Host header says. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
