package io.keelson.node.main;

/** Finds out which cluster a member founds or joins; asked only if it has no data. */
@FunctionalInterface
interface Bootstrap {
  /**
   * Finds out; may ask other members, and wait for them.
   *
   * @throws StartException if the configuration does not fit, or not what others say
   */
  Founding founding() throws StartException;
}
