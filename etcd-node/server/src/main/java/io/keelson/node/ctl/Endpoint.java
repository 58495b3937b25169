package io.keelson.node.ctl;

/**
 * Where a member listens.
 *
 * @param scheme {@code http}, {@code https}, or empty
 */
record Endpoint(String scheme, String host, int port) {
  private static final int PORT_MAX = 65_535;

  /** {@code https://host:port}, {@code http://host:port} or {@code host:port}. */
  static Endpoint parse(String text) throws CtlException {
    int separator = text.indexOf("://");
    String scheme = separator < 0 ? "" : text.substring(0, separator);
    String rest = separator < 0 ? text : text.substring(separator + 3);
    if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
      throw CtlException.badArguments(
          "endpoint %s is not of the form http://HOST:PORT, https://HOST:PORT or HOST:PORT"
              .formatted(text));
    }
    int slash = rest.indexOf('/');
    String address = slash < 0 ? rest : rest.substring(0, slash);
    int colon = address.lastIndexOf(':');
    int port = colon < 0 ? 0 : port(address.substring(colon + 1));
    if (port == 0 || colon == 0) {
      throw CtlException.badArguments("endpoint %s has no host or no port".formatted(text));
    }
    String host = address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new Endpoint(scheme, isBracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= PORT_MAX ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether to speak TLS, given whether the settings speak of it. */
  boolean isTls(boolean isTlsWanted) {
    return switch (scheme) {
      case "https" -> true;
      case "http" -> false;
      default -> isTlsWanted;
    };
  }
}
