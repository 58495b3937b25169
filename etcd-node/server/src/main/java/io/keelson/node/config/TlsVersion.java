package io.keelson.node.config;

import java.util.Optional;

/** TLS protocol versions an operator can name. */
public enum TlsVersion {
  TLS_1_2("TLS1.2", "TLSv1.2"),
  TLS_1_3("TLS1.3", "TLSv1.3");

  private final String text;
  private final String protocol;

  TlsVersion(String text, String protocol) {
    this.text = text;
    this.protocol = protocol;
  }

  /** As in the options. */
  public String text() {
    return text;
  }

  /** As in JSSE and Netty. */
  public String protocol() {
    return protocol;
  }

  /** Reads an option; empty text means "not restricted". */
  static Optional<TlsVersion> parse(String given) throws BadValueException {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    for (TlsVersion version : values()) {
      if (version.text.equals(given)) {
        return Optional.of(version);
      }
    }
    throw new BadValueException(
        "unexpected TLS version " + GoQuote.quote(given) + " (must be one of: TLS1.2, TLS1.3)");
  }
}
