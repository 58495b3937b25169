package io.keelson.node.engine;

import java.io.IOException;

/** Opens stores. */
@FunctionalInterface
public interface EngineOpener {
  /**
   * Opens the store of a directory, making it if it does not exist.
   *
   * @throws IOException if the directory cannot be used
   * @throws EngineException if the store cannot be opened
   */
  Engine open(EngineConfig config) throws IOException;
}
