package io.keelson.node.main;

import java.util.List;

/** Finds out which cluster a member founds or joins; asked only if it has no usable data. */
@FunctionalInterface
interface Bootstrap {
  /**
   * Finds out; may ask other members, and wait for them.
   *
   * @throws StartException if the configuration does not fit, or not what others say
   */
  Founding founding() throws StartException;

  /**
   * Peer URLs of the other members that the configuration names; some may be missing, or be gone
   * from the cluster.
   *
   * @throws StartException if the configuration cannot be read
   */
  default List<String> otherPeerUrls() throws StartException {
    return List.of();
  }
}
