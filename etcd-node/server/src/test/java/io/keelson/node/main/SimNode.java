package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.log.Logger;
import io.keelson.node.main.NodeAssembly.Founding;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.replica.Lessor;
import io.keelson.node.replica.Proposer;
import io.keelson.node.replica.ReadIndex;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.node.sim.SimProcess;
import io.keelson.node.watch.WatchHub;
import java.io.IOException;

/** A whole member but for its listeners, in a simulated process; the simulator's door to it. */
public final class SimNode {
  private final NodeAssembly node;

  private SimNode(NodeAssembly node) {
    this.node = node;
  }

  /** The member says that it cannot start. */
  public static final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    StartRefusedException(StartException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Builds a member from what its disk holds.
   *
   * @throws StartRefusedException if it will not start with that
   * @throws IOException if the disk fails
   */
  public static SimNode open(
      SimProcess process,
      ServerConfig config,
      NodeMetrics metrics,
      FatalHandler fatalHandler,
      Member self)
      throws IOException, StartRefusedException {
    NodeParts parts =
        new NodeParts(config, new SimPlatform(process), Logger.silent(), metrics, fatalHandler);
    try {
      return new SimNode(new NodeAssembly(parts, new Founding(1, self)));
    } catch (StartException e) {
      throw new StartRefusedException(e);
    }
  }

  /** Runs it. */
  public void start() {
    node.start();
  }

  /** Stops it in order. */
  public void stop() throws IOException, InterruptedException {
    node.stop();
  }

  /** The door for changes. */
  public Proposer proposer() {
    return node.replica().proposer();
  }

  /** The door for linearizable reads. */
  public ReadIndex readIndex() {
    return node.replica().readIndex();
  }

  /** Leadership as this member sees it. */
  public ReplicaStatus status() {
    return node.replica().status().get();
  }

  /** The store. */
  public MvccStore store() {
    return node.store();
  }

  /** Highest index whose effects are published. */
  public AppliedIndex appliedIndex() {
    return node.appliedIndex();
  }

  /** Highest index known to be committed. */
  public long committedIndex() {
    return node.replica().committedIndex().get();
  }

  /** The door for watches. */
  public WatchHub watchHub() {
    return node.watchHub();
  }

  /** The door for renewals of leases. */
  public Lessor lessor() {
    return node.leases().lessor();
  }

  /** The members as applied. */
  public MemberTable members() {
    return node.members();
  }

  /** Hashes of the last compactions. */
  public HashStore hashes() {
    return node.hashes();
  }

  /** Compact revision up to which rows are gone. */
  public long finishedCompaction() {
    return node.maintenance().finishedRevision();
  }
}
