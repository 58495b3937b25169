package io.keelson.e2e.cluster;

/** What can happen to a cluster; the most telling come first. */
enum Fault {
  LEADER_KILLED,
  LEADER_PAUSED,
  LEADER_ISOLATED,
  /** What the leader sends does not arrive; what is sent to it does. */
  LEADER_UNHEARD,
  /** Two members do not reach each other, all others reach both. */
  LINK_CUT,
  ALL_KILLED,
  FOLLOWER_KILLED,
  FOLLOWER_PAUSED,
  FOLLOWER_ISOLATED,
  /** What is sent to the leader does not arrive; what it sends does. */
  LEADER_DEAF,
  /** SIGTERM. */
  LEADER_STOPPED,
  /** As many as can be spared without losing the majority are cut off, the leader among them. */
  MINORITY_ISOLATED,
  /** One follower reaches all others, which do not reach one another. */
  STAR,
  /** Each member reaches its two neighbours at most, the leader is at one end. */
  CHAIN,
  /** What the leader sends to one follower does not arrive; all else does. */
  LINK_ONE_WAY,
  /** Every chunk between any two takes tens of milliseconds longer. */
  LINKS_SLOW,
  /** Connections are reset again and again. */
  LINKS_FLAPPING,
  /** Every link breaks after a number of bytes, and stays broken until the end. */
  LINKS_BREAK
}
