/**
 * The Raft core: a pure state machine in the form of Ongaro's thesis ("Consensus: Bridging Theory
 * and Practice", 2014) with etcd's choices (PreVote, CheckQuorum, joint configuration changes).
 *
 * <p>Inputs go in, one {@link io.keelson.raft.Ready} comes out per batch of inputs. Nothing here
 * reads a clock or a random source, starts a thread, does I/O or logs.
 */
@NullMarked
package io.keelson.raft;

import org.jspecify.annotations.NullMarked;
