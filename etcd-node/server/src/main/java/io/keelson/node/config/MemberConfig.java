package io.keelson.node.config;

import java.util.Optional;

/**
 * This member.
 *
 * @param name human-readable name, the key in the initial cluster
 * @param dataDir directory of all data
 * @param walDir directory of the log, or empty when it lives in {@code dataDir}
 */
public record MemberConfig(String name, String dataDir, String walDir) {
  public Optional<String> dedicatedWalDir() {
    return walDir.isEmpty() ? Optional.empty() : Optional.of(walDir);
  }
}
