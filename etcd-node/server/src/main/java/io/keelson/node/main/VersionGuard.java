package io.keelson.node.main;

import io.keelson.node.members.MinorVersion;
import io.keelson.node.members.VersionRules;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps a program from serving a cluster that has agreed on a version it does not know. */
final class VersionGuard {
  private final MinorVersion ours;

  /** Guards a program that serves cluster versions up to this one. */
  VersionGuard(String ours) {
    this.ours = Objects.requireNonNull(MinorVersion.parse(ours));
  }

  /** Before the member starts. */
  void checkStart(@Nullable String agreed) throws StartException {
    if (VersionRules.isTooOld(ours, agreed)) {
      throw new StartException(text(agreed));
    }
  }

  /**
   * When the members agree on a version. Apply thread.
   *
   * @throws IllegalStateException if the member has to stop
   */
  void checkApplied(String agreed) {
    if (VersionRules.isTooOld(ours, agreed)) {
      throw new IllegalStateException(text(agreed));
    }
  }

  private String text(@Nullable String agreed) {
    return "invalid downgrade; server version is lower than determined cluster version"
        + " (current-server-version %s, determined-cluster-version %s)"
            .formatted(ours.full(), MinorVersion.parse(String.valueOf(agreed)));
  }
}
