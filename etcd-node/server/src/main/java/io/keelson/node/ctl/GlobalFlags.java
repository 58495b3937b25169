package io.keelson.node.ctl;

import java.util.List;

/** The flags that every command has. */
final class GlobalFlags {
  static final List<Flag> ALL =
      List.of(
          new Flag("endpoints", "", Flag.Kind.TEXTS, "127.0.0.1:2379", "gRPC endpoints"),
          Flag.toggle("debug", "enable client-side debug logging"),
          Flag.text(
                  "write-out",
                  "simple",
                  "set the output format (fields, json, protobuf, simple, table)")
              .letter("w"),
          Flag.toggle("hex", "print byte strings as hex encoded strings"),
          Flag.duration("dial-timeout", "2s", "dial timeout for client connections"),
          Flag.duration(
              "command-timeout",
              "5s",
              "timeout for short running command (excluding dial timeout)"),
          Flag.duration("keepalive-time", "2s", "keepalive time for client connections"),
          Flag.duration("keepalive-timeout", "6s", "keepalive timeout for client connections"),
          Flag.number(
              "max-request-bytes",
              "client-side request send limit in bytes"
                  + " (if 0, it defaults to 2.0 MiB (2 * 1024 * 1024).)"),
          Flag.number(
              "max-recv-bytes",
              "client-side response receive limit in bytes"
                  + " (if 0, it defaults to \"math.MaxInt32\")"),
          Flag.toggle("insecure-transport", "disable transport security for client connections")
              .on(),
          Flag.toggle(
                  "insecure-discovery", "accept insecure SRV records describing cluster endpoints")
              .on(),
          Flag.toggle(
              "insecure-skip-tls-verify",
              "skip server certificate verification (CAUTION: this option should be enabled only"
                  + " for testing purposes)"),
          Flag.text("cert", "", "identify secure client using this TLS certificate file"),
          Flag.text("key", "", "identify secure client using this TLS key file"),
          Flag.text(
              "cacert",
              "",
              "verify certificates of TLS-enabled secure servers using this CA bundle"),
          Flag.text(
              "auth-jwt-token",
              "",
              "JWT token used for authentication (if this option is used, --user and --password"
                  + " should not be set)"),
          Flag.text(
              "user",
              "",
              "username[:password] for authentication (prompt if password is not supplied)"),
          Flag.text(
              "password",
              "",
              "password for authentication (if this option is used, --user option shouldn't include"
                  + " password)"),
          Flag.text(
                  "discovery-srv",
                  "",
                  "domain name to query for SRV records describing cluster endpoints")
              .letter("d"),
          Flag.text("discovery-srv-name", "", "service name to query when using DNS discovery"));

  private GlobalFlags() {}
}
