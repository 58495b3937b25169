package io.keelson.node.peer;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NetworkMetrics;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the transport between members is made of.
 *
 * @param tls how to dial {@code https} URLs; null when there are none
 */
public record PeerSettings(
    Self self,
    Place place,
    Timing timing,
    @Nullable TlsDialler tls,
    Logger log,
    NetworkMetrics metrics) {
  /**
   * Who this member is.
   *
   * @param id its id, not 0
   * @param clusterId learnt or computed before the transport starts
   * @param version full version that it reports, such as {@code 3.7.1}
   * @param urls where others reach it
   */
  public record Self(long id, long clusterId, String version, List<String> urls) {
    /** Copies the list. */
    public Self {
      urls = List.copyOf(urls);
    }

    /** The id as paths and headers have it. */
    String idText() {
      return Long.toHexString(id);
    }

    /** The cluster's id as headers have it. */
    String clusterText() {
      return Long.toHexString(clusterId);
    }
  }

  /**
   * Where it runs.
   *
   * @param loop one of the worker loops, on which all state and all connections live
   * @param blocking for name lookups and for reading and writing snapshots; threads that may block
   * @param clock what {@code activeSinceNanos} is measured with
   * @param wallClock to compare with other members'
   */
  public record Place(
      EventLoops loops,
      EventLoop loop,
      Executor blocking,
      NanoClock clock,
      InstantSource wallClock) {
    /** On the last of the worker loops. */
    public static Place of(
        EventLoops loops, Executor blocking, NanoClock clock, InstantSource wallClock) {
      return new Place(loops, loops.workerLoops().getLast(), blocking, clock, wallClock);
    }
  }

  /**
   * How long things may take.
   *
   * @param dial for a connection to be made, and again for its TLS handshake
   * @param silence after which a stream or a half-received request counts as broken; streams say
   *     something three times in this time
   * @param redial least time between two attempts to open the same stream
   * @param probe between two looks at whether a member answers
   * @param answer for the answer to a single message
   * @param snapshotStall for the other side of a snapshot's connection to take or send something
   * @param snapshotAnswer for the receiver of a whole snapshot to check and keep it
   */
  public record Timing(
      Duration dial,
      Duration silence,
      Duration redial,
      Duration probe,
      Duration answer,
      Duration snapshotStall,
      Duration snapshotAnswer) {
    /** Upstream's, for an election timeout. */
    public static Timing of(Duration electionTimeout) {
      return new Timing(
          Duration.ofSeconds(1).plus(electionTimeout),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));
    }

    /** How often a stream says that it is alive. */
    long heartbeatNanos() {
      return silence.toNanos() / 3;
    }
  }
}
