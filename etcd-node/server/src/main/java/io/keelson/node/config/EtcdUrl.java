package io.keelson.node.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A listen or advertise URL: {@code http}, {@code https}, {@code unix} or {@code unixs}.
 *
 * @param scheme in lower case
 * @param host host and port as given; may be empty for a unix socket
 * @param path what follows the host; empty for http and https
 * @param text the whole URL as shown, compared and hashed into member ids
 */
public record EtcdUrl(String scheme, String host, String path, String text) {
  private static final Comparator<EtcdUrl> BY_TEXT = Comparator.comparing(EtcdUrl::text);

  /** Reads one URL with the rules and messages that etcd applies to every URL option. */
  public static EtcdUrl parse(String given) throws BadValueException {
    String trimmed = given.strip();
    EtcdUrl url = GoUrlParser.parse(trimmed);
    switch (url.scheme) {
      case "http", "https" -> {
        if (!hasHostAndPort(url.host)) {
          throw new BadValueException(
              "URL address does not have the form \"host:port\": " + trimmed);
        }
        if (!url.path.isEmpty()) {
          throw new BadValueException("URL must not contain a path: " + trimmed);
        }
      }
      case "unix", "unixs" -> {}
      default ->
          throw new BadValueException("URL scheme must be http, https, unix, or unixs: " + trimmed);
    }
    return url;
  }

  /** Reads several URLs, at least one, and sorts them by their text. */
  public static List<EtcdUrl> parseAll(List<String> given) throws BadValueException {
    if (given.isEmpty()) {
      throw new BadValueException("no valid URLs given");
    }
    List<EtcdUrl> urls = new ArrayList<>();
    for (String one : given) {
      urls.add(parse(one));
    }
    return sorted(urls);
  }

  static List<EtcdUrl> sorted(List<EtcdUrl> urls) {
    return urls.stream().sorted(BY_TEXT).toList();
  }

  /** The texts, in the order of the list. */
  public static List<String> texts(List<EtcdUrl> urls) {
    return urls.stream().map(EtcdUrl::text).toList();
  }

  static String join(List<EtcdUrl> urls) {
    return urls.stream().map(EtcdUrl::text).collect(Collectors.joining(","));
  }

  public boolean isSecure() {
    return scheme.equals("https") || scheme.equals("unixs");
  }

  public boolean isUnix() {
    return scheme.startsWith("unix");
  }

  /** What to bind or dial: {@code host:port}, or the path of a socket. */
  public String address() {
    return isUnix() ? host + path : host;
  }

  /** The host without port and brackets. */
  public String hostname() {
    int end = host.lastIndexOf(':');
    String name = end < 0 || end < host.lastIndexOf(']') ? host : host.substring(0, end);
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  /** The port as given, or empty. */
  public String port() {
    int end = host.lastIndexOf(':');
    return end < 0 || end < host.lastIndexOf(']') ? "" : host.substring(end + 1);
  }

  EtcdUrl withHost(String otherHost) {
    return new EtcdUrl(scheme, otherHost, path, scheme + "://" + otherHost + path);
  }

  private static boolean hasHostAndPort(String host) {
    int colon = host.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end + 1 == colon && host.indexOf('[', 1) < 0;
    }
    return host.indexOf(':') == colon && host.indexOf('[') < 0 && host.indexOf(']') < 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
