package io.keelson.node.config;

/** TLS and authentication. */
final class SecurityFlags {
  static final FlagGroup GROUP = new FlagGroup("Security");
  static final FlagGroup AUTH_GROUP = new FlagGroup("Auth");

  /** Options that only a config file can set. */
  static final FlagGroup FILE_ONLY = new FlagGroup("");

  private static final String CLIENT = "client-transport-security/";
  private static final String PEER = "peer-transport-security/";

  static final Flag<String> CERT_FILE =
      GROUP.textAt("cert-file", CLIENT + "cert-file", "Certificate shown to clients.");
  static final Flag<String> KEY_FILE =
      GROUP.textAt("key-file", CLIENT + "key-file", "Key of that certificate.");
  static final Flag<String> CLIENT_CERT_FILE =
      GROUP.textAt(
          "client-cert-file",
          CLIENT + "client-cert-file",
          "Certificate for connections to itself; --cert-file if not given.");
  static final Flag<String> CLIENT_KEY_FILE =
      GROUP.textAt("client-key-file", CLIENT + "client-key-file", "Key of that certificate.");
  static final Flag<Boolean> CLIENT_CERT_AUTH =
      GROUP.bool(
          "client-cert-auth",
          CLIENT + "client-cert-auth",
          false,
          "Demand a certificate from every client.");
  static final Flag<String> CLIENT_CRL_FILE =
      GROUP.textAt("client-crl-file", "", "Revoked certificates of clients.");
  static final Flag<TextList> CLIENT_CERT_ALLOWED_HOSTNAME =
      GROUP.listAt(
          "client-cert-allowed-hostname",
          CLIENT + "allowed-hostname",
          FlagKind.LIST,
          "",
          "Host names of which a client's certificate must have one.");
  static final Flag<TextList> CLIENT_CERT_ALLOWED_CN =
      FILE_ONLY.listAt("client-cert-allowed-cn", CLIENT + "allowed-cn", FlagKind.LIST, "", "");
  static final Flag<String> TRUSTED_CA_FILE =
      GROUP.textAt(
          "trusted-ca-file",
          CLIENT + "trusted-ca-file",
          "Certificates that clients may be signed by.");
  static final Flag<Boolean> AUTO_TLS =
      GROUP.bool(
          "auto-tls", CLIENT + "auto-tls", false, "Serve clients with a self-signed certificate.");

  static final Flag<String> PEER_CERT_FILE =
      GROUP.textAt("peer-cert-file", PEER + "cert-file", "Certificate shown to members.");
  static final Flag<String> PEER_KEY_FILE =
      GROUP.textAt("peer-key-file", PEER + "key-file", "Key of that certificate.");
  static final Flag<String> PEER_CLIENT_CERT_FILE =
      GROUP.textAt(
          "peer-client-cert-file",
          PEER + "client-cert-file",
          "Certificate for connections to members; --peer-cert-file if not given.");
  static final Flag<String> PEER_CLIENT_KEY_FILE =
      GROUP.textAt("peer-client-key-file", PEER + "client-key-file", "Key of that certificate.");
  static final Flag<Boolean> PEER_CLIENT_CERT_AUTH =
      GROUP.bool(
          "peer-client-cert-auth",
          PEER + "client-cert-auth",
          false,
          "Demand a certificate from every member.");
  static final Flag<String> PEER_TRUSTED_CA_FILE =
      GROUP.textAt(
          "peer-trusted-ca-file",
          PEER + "trusted-ca-file",
          "Certificates that members may be signed by.");
  static final Flag<String> PEER_CRL_FILE =
      GROUP.textAt("peer-crl-file", "", "Revoked certificates of members.");
  static final Flag<TextList> PEER_CERT_ALLOWED_CN =
      GROUP.listAt(
          "peer-cert-allowed-cn",
          PEER + "allowed-cn",
          FlagKind.LIST,
          "",
          "Common names of which a member's certificate must have one.");
  static final Flag<TextList> PEER_CERT_ALLOWED_HOSTNAME =
      GROUP.listAt(
          "peer-cert-allowed-hostname",
          PEER + "allowed-hostname",
          FlagKind.LIST,
          "",
          "Host names of which a member's certificate must have one.");
  static final Flag<Boolean> PEER_AUTO_TLS =
      GROUP.bool(
          "peer-auto-tls",
          PEER + "auto-tls",
          false,
          "Serve members with a self-signed certificate.");
  static final Flag<Boolean> PEER_SKIP_CLIENT_SAN_VERIFICATION =
      GROUP.bool(
          "peer-skip-client-san-verification",
          PEER + "skip-client-san-verification",
          false,
          "Do not compare a member's address with its certificate.");

  static final Flag<Long> SELF_SIGNED_CERT_VALIDITY =
      GROUP.number(
          "self-signed-cert-validity", FlagKind.UINT, 1, "Years for which such certificates hold.");
  static final Flag<TextList> CIPHER_SUITES =
      GROUP.list(
          "cipher-suites",
          FlagKind.LIST,
          "",
          "Cipher suites for TLS 1.2 by their Go or IANA names; empty leaves the choice to the"
              + " server.");
  static final Flag<String> TLS_MIN_VERSION =
      GROUP.text("tls-min-version", "TLS1.2", "Lowest TLS version: TLS1.2 or TLS1.3.");
  static final Flag<String> TLS_MAX_VERSION =
      GROUP.text(
          "tls-max-version", "", "Highest TLS version: TLS1.2 or TLS1.3; empty for no bound.");
  static final Flag<TextList> CORS =
      GROUP.list(
          "cors", FlagKind.ORIGINS, "*", "Origins allowed in cross-origin requests; * allows all.");
  static final Flag<TextList> HOST_WHITELIST =
      GROUP.list(
          "host-whitelist",
          FlagKind.JOINED_SET,
          "*",
          "Host names allowed in requests without TLS; * allows all.");

  static final Flag<String> AUTH_TOKEN =
      AUTH_GROUP.text(
          "auth-token", "simple", "Kind of token, 'simple' or 'jwt', followed by its options.");
  static final Flag<Long> BCRYPT_COST =
      AUTH_GROUP.number(
          "bcrypt-cost",
          FlagKind.UINT,
          AuthConfig.BCRYPT_COST_DEFAULT,
          "Cost of hashing a password, from %d to %d."
              .formatted(AuthConfig.BCRYPT_COST_MIN, AuthConfig.BCRYPT_COST_MAX));
  static final Flag<Long> AUTH_TOKEN_TTL =
      AUTH_GROUP.number("auth-token-ttl", FlagKind.UINT, 300, "Seconds for which a token holds.");

  private SecurityFlags() {}
}
