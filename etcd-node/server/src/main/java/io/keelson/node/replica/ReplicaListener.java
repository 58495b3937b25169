package io.keelson.node.replica;

/** Hears of what a person or a metric wants to know. On the replica thread. */
public interface ReplicaListener {
  /** The Raft core says something for the log. */
  void noted(String text);

  /** Leadership, or what this member may do alone, changed. */
  void leadershipChanged(ReplicaStatus status);
}
