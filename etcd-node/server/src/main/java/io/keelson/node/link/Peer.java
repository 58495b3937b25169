package io.keelson.node.link;

import java.util.List;

/**
 * Another member, as the transport knows it.
 *
 * @param id id, not 0
 * @param urls where it listens for other members, in the order in which they are tried
 */
public record Peer(long id, List<String> urls) {
  /** Copies the list. */
  public Peer {
    urls = List.copyOf(urls);
  }
}
