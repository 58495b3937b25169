package io.keelson.node.config;

import java.util.Locale;

/** Splits a URL where Go's net/url would and refuses what it refuses, with the same words. */
final class GoUrlParser {
  private static final String HOST_PUNCTUATION = "-_.~!$&'()*+,;=:[]<>\"";

  private GoUrlParser() {}

  static EtcdUrl parse(String given) throws BadValueException {
    try {
      return split(given);
    } catch (BadValueException e) {
      throw new BadValueException("parse " + GoQuote.quote(given) + ": " + e.text());
    }
  }

  private static EtcdUrl split(String given) throws BadValueException {
    if (given.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw new BadValueException("net/url: invalid control character in URL");
    }
    int schemeEnd = schemeEnd(given);
    String scheme = given.substring(0, Math.max(schemeEnd, 0)).toLowerCase(Locale.ROOT);
    String tail = given.substring(schemeEnd + 1);
    String body = before(before(tail, '#'), '?');
    String text = scheme.isEmpty() ? given : scheme + ":" + tail;
    if (!body.startsWith("/")) {
      if (scheme.isEmpty() && before(body, '/').indexOf(':') >= 0) {
        throw new BadValueException("first path segment in URL cannot contain colon");
      }
      return new EtcdUrl(scheme, "", body, text);
    }
    if (!body.startsWith("//")) {
      checkEscapes(body);
      return new EtcdUrl(scheme, "", body, text);
    }
    String authority = before(body.substring(2), '/');
    String path = body.substring(2 + authority.length());
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    checkHost(host);
    checkEscapes(path);
    return new EtcdUrl(scheme, host, path, text);
  }

  /** Index of the colon after the scheme, or -1 when there is no scheme. */
  private static int schemeEnd(String given) throws BadValueException {
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c == ':') {
        if (i == 0) {
          throw new BadValueException("missing protocol scheme");
        }
        return i;
      }
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean isLater = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!isLetter && !(isLater && i > 0)) {
        return -1;
      }
    }
    return -1;
  }

  private static void checkHost(String host) throws BadValueException {
    int portAt = host.indexOf(':');
    if (host.startsWith("[")) {
      int end = host.lastIndexOf(']');
      if (end < 0) {
        throw new BadValueException("missing ']' in host");
      }
      portAt = end + 1 < host.length() ? end + 1 : -1;
    }
    if (portAt >= 0 && !host.substring(portAt).matches(":[0-9]*")) {
      throw new BadValueException(
          "invalid port " + GoQuote.quote(host.substring(portAt)) + " after host");
    }
    checkEscapes(host);
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean isPlain = c >= 0x80 || Character.isLetterOrDigit(c);
      if (!isPlain && c != '%' && HOST_PUNCTUATION.indexOf(c) < 0) {
        throw new BadValueException(
            "invalid character " + GoQuote.quote(String.valueOf(c)) + " in host name");
      }
    }
  }

  private static void checkEscapes(String part) throws BadValueException {
    for (int i = part.indexOf('%'); i >= 0; i = part.indexOf('%', i + 1)) {
      String escape = part.substring(i, Math.min(i + 3, part.length()));
      if (!escape.matches("%[0-9a-fA-F]{2}")) {
        throw new BadValueException("invalid URL escape " + GoQuote.quote(escape));
      }
    }
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}
