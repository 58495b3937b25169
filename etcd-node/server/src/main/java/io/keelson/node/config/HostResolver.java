package io.keelson.node.config;

import java.util.Optional;

/** Looks host names up; the caller decides how long to try. */
@FunctionalInterface
public interface HostResolver {
  /** The first address of a host, without brackets; empty if it cannot be found. */
  Optional<String> resolve(String host);
}
