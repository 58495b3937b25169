package io.keelson.node.config;

import java.util.Optional;

/** The maps of a config file that hold options, with the names upstream's errors use for them. */
enum FileSection {
  TOP("", "configYAML", "embed.configYAML", "Config"),
  CLIENT_SECURITY(
      "client-transport-security", "securityConfig", "embed.securityConfig", "configJSON"),
  PEER_SECURITY("peer-transport-security", "securityConfig", "embed.securityConfig", "configJSON"),
  SOCKET("socket-options", "SocketOpts", "transport.SocketOpts", "Config"),
  DISCOVERY("discovery-config", "DiscoveryConfig", "v3discovery.DiscoveryConfig", "Config"),
  DISCOVERY_CLIENT("discovery-config/client", "ConfigSpec", "clientv3.ConfigSpec", "Config"),
  DISCOVERY_SECURE(
      "discovery-config/client/secure", "SecureConfig", "clientv3.SecureConfig", "Config"),
  DISCOVERY_AUTH("discovery-config/client/auth", "AuthConfig", "clientv3.AuthConfig", "Config"),
  /** Not a part of the file: the value of --log-rotation-config-json. */
  LOG_ROTATION("", "logRotationConfig", "embed.logRotationConfig", "Logger");

  private final String path;
  private final String structure;
  private final String goType;
  private final String holder;

  FileSection(String path, String structure, String goType, String holder) {
    this.path = path;
    this.structure = structure;
    this.goType = goType;
    this.holder = holder;
  }

  String path() {
    return path;
  }

  String structure() {
    return structure;
  }

  String goType() {
    return goType;
  }

  String holder() {
    return holder;
  }

  /** The path as it precedes a key in a field name. */
  String prefix() {
    return path.isEmpty() ? "" : path.replace('/', '.') + ".";
  }

  /** The path of a key in this section. */
  String pathOf(String key) {
    return path.isEmpty() ? key : path + "/" + key;
  }

  static Optional<FileSection> at(String path) {
    for (FileSection section : values()) {
      if (!path.isEmpty() && section.path.equals(path)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }
}
