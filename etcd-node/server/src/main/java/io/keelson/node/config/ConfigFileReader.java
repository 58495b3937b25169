package io.keelson.node.config;

import java.io.IOException;

/** Reads the config file; the caller decides how. */
@FunctionalInterface
public interface ConfigFileReader {
  /** A longer file is refused, so a reader need not read more than one byte beyond this. */
  int MAX_BYTES = 1 << 20;

  /** The content of the file at {@code path}. */
  byte[] read(String path) throws IOException;
}
