package io.keelson.node.sim;

import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;

/** What a simulated member takes from the simulated network. */
public interface SimLinks {
  /** Plugs a member's process in. */
  PeerLink connect(long member, PeerHandler handler);

  /** Requests to other members' pages. */
  PeerCalls calls();
}
