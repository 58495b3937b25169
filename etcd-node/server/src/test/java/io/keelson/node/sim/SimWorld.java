package io.keelson.node.sim;

import io.keelson.node.metrics.NodeMetrics;

/** What everything in a simulation has in common. */
interface SimWorld {
  /** Virtual time. */
  SimScheduler scheduler();

  /** What happened. */
  SimTrace trace();

  /** The character of this run. */
  SimProfile profile();

  /** What is checked all the time. */
  Invariants invariants();

  /** What has happened how often. */
  Coverage coverage();

  /** Where members count; nobody looks. */
  NodeMetrics metrics();

  /** What clients were told. */
  History history();

  /** Whether things go wrong now. */
  boolean isFaulty();

  /** The network. */
  SimNetwork network();

  /** A member's vote for another one has left it. */
  void voted(long voter, long term, long candidate);

  /** Whether one more disk may rot: most of them must stay whole. */
  boolean mayRot(SimMember member);

  /** A member is down. */
  void left(SimMember member);
}
