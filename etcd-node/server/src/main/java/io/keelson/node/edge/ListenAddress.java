package io.keelson.node.edge;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a listener binds: a host and port, or the path of a Unix socket.
 *
 * @param host as the user wrote it, without brackets; empty means every interface; for Unix schemes
 *     unused
 * @param path of the socket for Unix schemes, else empty
 */
public record ListenAddress(Scheme scheme, String host, int port, String path) {
  /** The URL schemes that can be listened on. */
  public enum Scheme {
    HTTP,
    HTTPS,
    UNIX,
    UNIXS;

    boolean isUnix() {
      return this == UNIX || this == UNIXS;
    }
  }

  /** Checks that the parts fit the scheme. */
  public ListenAddress {
    if (scheme.isUnix() ? path.isEmpty() : port < 0 || port > 65_535) {
      throw new IllegalArgumentException("bad listen address " + host + ":" + port + path);
    }
  }

  /** An address for {@code http} or {@code https}. */
  public static ListenAddress tcp(boolean isSecure, String host, int port) {
    return new ListenAddress(isSecure ? Scheme.HTTPS : Scheme.HTTP, host, port, "");
  }

  /**
   * An address for {@code unix} or {@code unixs}; a relative path is as good as an absolute one.
   */
  public static ListenAddress unix(boolean isSecure, String path) {
    return new ListenAddress(isSecure ? Scheme.UNIXS : Scheme.UNIX, "", 0, path);
  }

  /**
   * Reads {@code scheme://host:port} or {@code unix://path}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static ListenAddress parse(String url) {
    int colon = url.indexOf("://");
    String rest = colon < 0 ? "" : url.substring(colon + 3);
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    return switch (scheme) {
      case "http", "https" -> parseTcp(url, scheme.equals("https"), rest);
      case "unix", "unixs" -> unix(scheme.equals("unixs"), rest);
      default ->
          throw new IllegalArgumentException(
              "URL scheme must be http, https, unix, or unixs: " + url);
    };
  }

  private static ListenAddress parseTcp(String url, boolean isSecure, String rest) {
    String hostPort = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    int colon = hostPort.lastIndexOf(':');
    if (colon < 0 || hostPort.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "URL address does not have the form \"host:port\": " + url);
    }
    String host = hostPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return tcp(isSecure, host, Integer.parseInt(hostPort.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("invalid port in URL: " + url, e);
    }
  }

  /** Whether connections speak TLS. */
  public boolean isSecure() {
    return scheme == Scheme.HTTPS || scheme == Scheme.UNIXS;
  }

  /** Whether this is a Unix socket. */
  public boolean isUnix() {
    return scheme.isUnix();
  }

  /** Network and address as in upstream's messages: {@code tcp 127.0.0.1:2379}. */
  public String display() {
    if (isUnix()) {
      return "unix " + path;
    }
    return "tcp " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The socket address; of several the first IPv4 one, as upstream prefers it. */
  InetSocketAddress resolve() throws UnknownHostException {
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    InetAddress[] all = InetAddress.getAllByName(host);
    for (InetAddress address : all) {
      if (address instanceof Inet4Address) {
        return new InetSocketAddress(address, port);
      }
    }
    return new InetSocketAddress(all[0], port);
  }
}
